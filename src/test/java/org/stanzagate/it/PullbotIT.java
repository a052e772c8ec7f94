package org.stanzagate.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.stanzagate.xml.Element;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The bots of {@code examples/} that pull, and what an administrator sees of it. */
@ExtendWith(FailureLogs.class)
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class PullbotIT {
  private static final String BOT = "bot@" + RealServer.GATEWAY;
  private static final String OTHER_BOT = "another@" + RealServer.GATEWAY;
  private static final List<String> BOTS = List.of(BOT, OTHER_BOT);
  private static final String ADMIN = "b3BlcmF0b3I";
  private static final String PULLER = "cHVsbGVy";
  private static final String ANOTHER = "YW5vdGhlcg";

  @TempDir Path folder;

  private final int port = Ports.free();
  private StreamServer server;

  @BeforeEach
  void start() throws IOException {
    server = StreamServer.start();
  }

  @AfterEach
  void stop() throws IOException {
    server.close();
  }

  private GatewayProcess gateway() {
    String component = server.settings().withListen("127.0.0.1:" + port).toYaml();
    return GatewayProcess.ready(
        component
            + """
                  - token: "%s"
                    name: operator
                    admin: true
                  - { token: "%s", name: puller, to: [ "*@localhost" ] }
                  - { token: "%s", name: another, to: [ "*@localhost" ] }
              callbacks:
                - { name: mine, to: [ %s ], stanzas: [ message ], pull: puller }
                - { name: others, to: [ %s ], stanzas: [ message ], pull: another }
              store: { url: "jdbc:sqlite:%s" }
              """
                .formatted(ADMIN, PULLER, ANOTHER, BOT, OTHER_BOT, folder.resolve("store.db")));
  }

  @Test
  void theyAnswerAndOutliveTheGateway() throws Exception {
    String api = "http://127.0.0.1:" + port + "/rest";
    try (Example python = Example.run("pullbot.py", Map.of("TOKEN", PULLER), api);
        Example bash = Example.run("pullbot.sh", Map.of("TOKEN", ANOTHER), api)) {
      try (GatewayProcess first = gateway()) {
        talk("a < b && c > \"d\", 'é€ 🌹'");
        // An answer to somebody whom their tokens don't reach holds nothing up.
        for (String bot : BOTS) {
          server.send(
              "<message from='stranger@elsewhere.example' to='%s'><body>Hello?</body></message>"
                  .formatted(bot));
        }
        talk("again");
        Awaitility.await("all is acknowledged")
            .until(() -> states(first).valueStream().allMatch(PullbotIT::isEmpty));
        assertThat(state(first).path("last_success").isString()).isTrue();
        first.kill();
      }
      try (GatewayProcess second = gateway()) {
        assertThat(state(second).path("last_success").isNull()).isTrue();
        talk("after a restart");
        assertThat(python.isAlive() && bash.isAlive()).isTrue();
      }
    }
    assertThat(server.received().all(stanza -> stanza.element("jabber:client", "body").isPresent()))
        .hasSize(6);
  }

  private void talk(String said) throws IOException {
    String body = said.replace("&", "&amp;").replace("<", "&lt;");
    for (String bot : BOTS) {
      server.send(
          "<message from='romeo@localhost/lute' to='%s' type='chat'><body>%s</body></message>"
              .formatted(bot, body));
    }
    for (String bot : BOTS) {
      Element echo =
          server.received().await(said + " by " + bot, stanza -> isEcho(stanza, bot, said));
      assertThat(echo.attribute("to")).isEqualTo("romeo@localhost/lute");
      assertThat(echo.attribute("type")).isEqualTo("chat");
    }
  }

  private static boolean isEcho(Element stanza, String bot, String said) {
    return bot.equals(stanza.attribute("from"))
        && stanza
            .element("jabber:client", "body")
            .filter(text -> text.text().equals("You said: " + said))
            .isPresent();
  }

  private static boolean isEmpty(JsonNode callback) {
    return callback.path("queued").asInt() == 0;
  }

  /** Of the first bot's callback. */
  private static JsonNode state(GatewayProcess gateway) {
    return states(gateway).get(0);
  }

  private static JsonNode states(GatewayProcess gateway) {
    HttpResponse<String> list = gateway.send(admin(gateway, "callbacks").GET());
    assertThat(list.statusCode()).as(list.body()).isEqualTo(200);
    return new JsonMapper().readTree(list.body()).path("callbacks");
  }

  private static HttpRequest.Builder admin(GatewayProcess gateway, String path) {
    return HttpRequest.newBuilder(URI.create(gateway.base() + "/rest/" + path))
        .header("Authorization", "Bearer " + ADMIN);
  }

  @Test
  void anAdministratorSeesWhatWaitsForIt() throws Exception {
    try (GatewayProcess gateway = gateway()) {
      server.send(
          "<message from='romeo@localhost' to='%s'><body>Hello</body></message>".formatted(BOT));
      Awaitility.await("it is kept").until(() -> state(gateway).path("queued").asInt() == 1);
      JsonNode mine = state(gateway);
      assertThat(mine.path("name").asString()).isEqualTo("mine");
      assertThat(mine.path("delivery").asString()).isEqualTo("pull");
      assertThat(mine.path("oldest_age").isIntegralNumber()).isTrue();
      assertThat(mine.path("failures").isArray()).isTrue();

      for (String action : List.of("flush", "test")) {
        HttpRequest.Builder post =
            admin(gateway, "callbacks/mine/" + action).POST(HttpRequest.BodyPublishers.noBody());
        assertThat(gateway.send(post).statusCode()).as(action).isEqualTo(409);
      }
      HttpRequest.Builder bots =
          admin(gateway, "callbacks")
              .setHeader("Authorization", "Bearer " + GatewaySettings.TOKEN)
              .GET();
      assertThat(gateway.send(bots).statusCode()).isEqualTo(403);
    }
  }
}
