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
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.stanzagate.xml.Element;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The bot of {@code examples/} that pulls, and what an administrator sees of it. */
@ExtendWith(FailureLogs.class)
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class PullbotIT {
  private static final String BOT = "bot@" + RealServer.GATEWAY;
  private static final String ADMIN = "b3BlcmF0b3I";

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
              callbacks:
                - { name: mine, to: [ %s ], stanzas: [ message ], pull: tester }
              store: { url: "jdbc:sqlite:%s" }
              """
                .formatted(ADMIN, BOT, folder.resolve("store.db")));
  }

  @Test
  void itAnswersAndOutlivesTheGateway() throws Exception {
    Assumptions.assumeTrue(ServerPackages.find("python3").isPresent(), "no python3 here");
    ChildProcess bot =
        ChildProcess.start(
            FailureLogs.file("pullbot"),
            Map.of("TOKEN", GatewaySettings.TOKEN),
            List.of("python3", "examples/pullbot.py", "http://127.0.0.1:" + port + "/rest"));
    try {
      try (GatewayProcess first = gateway()) {
        talk("a < b && c > \"d\", 'é€ 🌹'");
        talk("again");
        Awaitility.await("all is acknowledged")
            .until(() -> state(first).path("queued").asInt() == 0);
        assertThat(state(first).path("last_success").isString()).isTrue();
        first.kill();
      }
      try (GatewayProcess second = gateway()) {
        assertThat(state(second).path("last_success").isNull()).isTrue();
        talk("after a restart");
        assertThat(bot.isAlive()).isTrue();
      }
    } finally {
      bot.stop();
    }
    assertThat(server.received().all(stanza -> stanza.element("jabber:client", "body").isPresent()))
        .hasSize(3);
  }

  private void talk(String said) throws IOException {
    String body = said.replace("&", "&amp;").replace("<", "&lt;");
    server.send(
        "<message from='romeo@localhost/lute' to='%s' type='chat'><body>%s</body></message>"
            .formatted(BOT, body));
    Element echo =
        server
            .received()
            .await(
                said,
                stanza ->
                    stanza
                        .element("jabber:client", "body")
                        .filter(text -> text.text().equals("You said: " + said))
                        .isPresent());
    assertThat(echo.attribute("to")).isEqualTo("romeo@localhost/lute");
    assertThat(echo.attribute("from")).isEqualTo(BOT);
    assertThat(echo.attribute("type")).isEqualTo("chat");
  }

  private static JsonNode state(GatewayProcess gateway) {
    HttpResponse<String> list = gateway.send(admin(gateway, "callbacks").GET());
    assertThat(list.statusCode()).as(list.body()).isEqualTo(200);
    return new JsonMapper().readTree(list.body()).path("callbacks").get(0);
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
