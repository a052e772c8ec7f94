package org.stanzagate.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.stanzagate.xml.Element;

/** The check-in API of the jar, with a stand-in for the XMPP server that does as a test wants. */
@Tag("jdk")
@ExtendWith(FailureLogs.class)
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class CheckinIT {
  private static final String ROOM = "mesh@muc.localhost";

  @TempDir Path folder;
  private final ExecutorService background = Executors.newCachedThreadPool();
  private StreamServer server;

  @BeforeEach
  void start() throws Exception {
    server = StreamServer.start();
  }

  @AfterEach
  void end() throws Exception {
    background.shutdownNow();
    server.close();
  }

  /** The n-th stanza of the gateway that is one of those. */
  private Element sent(int number, Predicate<Element> wanted) {
    return server.received().await("stanza " + number, number, wanted).get(number - 1);
  }

  private static boolean isJoin(Element stanza) {
    return stanza.name().equals("presence") && stanza.attribute("type") == null;
  }

  private static boolean isAnnouncement(Element stanza) {
    return stanza.name().equals("message") && "groupchat".equals(stanza.attribute("type"));
  }

  private static String body(Element message) {
    return message.element(StreamServer.CLIENT, "body").orElseThrow().text();
  }

  /** The room lets the gateway in for the n-th time, and tells it of that past. */
  private void letIn(int number, Element... past) throws Exception {
    sent(number, CheckinIT::isJoin);
    server.send(
        "<presence from='%s/check-ins' to='%s'><x xmlns='http://jabber.org/protocol/muc#user'><item affiliation='none' role='participant'/><status code='110'/></x></presence>"
            .formatted(ROOM, CheckinGateway.FROM));
    for (Element said : past) {
      echo(said, "<delay xmlns='urn:xmpp:delay' stamp='2026-11-22T10:00:00Z'/>");
    }
    server.send(
        "<message type='groupchat' from='%s' to='%s'><subject/></message>"
            .formatted(ROOM, CheckinGateway.FROM));
  }

  private void echo(Element said, String more) throws Exception {
    server.send(
        "<message type='groupchat' id='%s' from='%s/check-ins' to='%s'><body>%s</body>%s</message>"
            .formatted(said.attribute("id"), ROOM, CheckinGateway.FROM, body(said), more));
  }

  /** Which side of a crash is erred on: said twice at the worst, and only what was under way. */
  @Test
  void whatWasUnderWayAtAKillIsSaidAgainUnlessTheRoomRemembersIt() throws Exception {
    try (CheckinGateway gateway = new CheckinGateway(server.settings(), "to: " + ROOM).ready()) {
      letIn(1);
      assertThat(gateway.bot("bot").flush(List.of("one", "two", "three")))
          .allMatch(outcome -> outcome.status() == 201);
      Element one = sent(1, CheckinIT::isAnnouncement);
      assertThat(body(one)).isEqualTo("HOWL checked in on #meshmonday: check in one");
      gateway.kill();

      gateway.ready();
      letIn(2, one);
      Element two = sent(2, CheckinIT::isAnnouncement);
      assertThat(body(two)).endsWith("check in two");
      gateway.kill();

      gateway.ready();
      letIn(3);
      Element again = sent(3, CheckinIT::isAnnouncement);
      assertThat(StreamServer.xml(again)).isEqualTo(StreamServer.xml(two));
      echo(again, "");
      Element three = sent(4, CheckinIT::isAnnouncement);
      assertThat(body(three)).endsWith("check in three");
      echo(three, "");
      Awaitility.await("all is noted")
          .until(
              () ->
                  gateway
                      .query("SELECT count(*) FROM announcements WHERE announced_at IS NULL")
                      .equals(List.of("0")));
      assertThat(gateway.process().printed()).doesNotContain("WARN", "ERROR");
    }
  }

  @Test
  void whatAUserAnswersToTheAnnouncerReachesNoCallback() throws Exception {
    try (ScriptedWebhook webhook = ScriptedWebhook.start();
        CheckinGateway gateway =
            new CheckinGateway(
                    server.settings().with("callback: { url: '" + webhook.url() + "/' }"),
                    "to: romeo@localhost, type: chat, text: '{username}: {message}'")
                .ready()) {
      gateway.bot("bot").submit("packet");
      Element said = sent(1, stanza -> stanza.name().equals("message"));
      assertThat(said.attribute("type")).isEqualTo("chat");
      assertThat(said.attribute("to")).isEqualTo("romeo@localhost");
      assertThat(said.attribute("from")).isEqualTo(CheckinGateway.FROM);
      assertThat(body(said)).isEqualTo("HOWL: check in packet");

      String answer =
          "<message from='romeo@localhost/x' to='%s' type='%s' id='%s'><body>x</body>%s</message>";
      server.send(answer.formatted(CheckinGateway.FROM, "chat", "to-announcer", ""));
      server.send(
          answer.formatted(
              CheckinGateway.FROM,
              "error",
              "bounce",
              "<error type='cancel'><item-not-found xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>"));
      server.send("<presence from='romeo@localhost/x' to='%s'/>".formatted(CheckinGateway.FROM));
      server.send(answer.formatted("checkins@gw.localhost", "chat", "to-a-bot", ""));

      webhook.post("to-a-bot");
      assertThat(webhook.posts().all()).hasSize(1);
      Element refusal = sent(1, stanza -> "to-announcer".equals(stanza.attribute("id")));
      assertThat(refusal.attribute("type")).isEqualTo("error");
      gateway
          .process()
          .awaitLog(Pattern.compile("came back from romeo@localhost/x: item-not-found"));
    }
  }

  @Test
  void aBotComesBackOnceAfterA503() throws Exception {
    try (CheckinGateway gateway =
        new CheckinGateway(server.settings(), "to: romeo@localhost, type: chat").ready()) {
      CompletableFuture<MeshBot.Outcome> outcome;
      try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + gateway.database());
          Statement statement = other.createStatement()) {
        statement.execute("BEGIN IMMEDIATE");
        outcome = CompletableFuture.supplyAsync(() -> submit(gateway), background);
        gateway.process().awaitLog(Pattern.compile("can't be written, and nothing is stored"));
        assertThat(gateway.process().get("/readyz")).isEqualTo(503);
        statement.execute("ROLLBACK");
      }
      assertThat(outcome.get(30, TimeUnit.SECONDS).status()).isEqualTo(201);
      gateway.process().awaitLog(Pattern.compile("can be written again"));
      gateway.process().awaitReady();
      Element said = sent(1, stanza -> stanza.name().equals("message"));
      assertThat(body(said)).endsWith("check in locked");
    }
  }

  private static MeshBot.Outcome submit(CheckinGateway gateway) {
    try {
      return gateway.bot("bot").submit("locked");
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void threeVariablesTurnItOn() throws Exception {
    Path database = folder.resolve("var/lib/checkin/checkins.db");
    int port = Ports.free();
    Map<String, String> environment =
        Map.of(
            "STANZAGATE_COMPONENT_DOMAIN",
            "gw.localhost",
            "STANZAGATE_COMPONENT_SECRET",
            RealServer.SECRET,
            "STANZAGATE_HTTP_LISTEN",
            "127.0.0.1:0",
            "CHECKIN_API_SECRET",
            CheckinGateway.API_SECRET,
            "CHECKIN_PORT",
            Integer.toString(port),
            "CHECKIN_DB_PATH",
            database.toString());
    try (GatewayProcess gateway = GatewayProcess.launch(environment, List.of(), "run")) {
      gateway.awaitLog(Pattern.compile("taking check-ins at http://127.0.0.1:" + port));
      URI url = URI.create("http://127.0.0.1:" + port + "/");
      assertThat(new MeshBot(url, "bot").submit("packet").status()).isEqualTo(201);
      assertThat(new MeshBot(url, "other").submit("packet").status()).isEqualTo(200);
      assertThat(gateway.send(HttpRequest.newBuilder(url).GET()).body())
          .isEqualTo("{\"status\":\"ok\"}");
      assertThat(Files.exists(database)).isTrue();
      assertThat(gateway.printed()).doesNotContain("WARNING", CheckinGateway.API_SECRET);

      try (GatewayProcess second = GatewayProcess.launch(environment, List.of(), "run")) {
        assertThat(second.awaitExit()).isOne();
        assertThat(second.printed()).contains("checkin.port: 127.0.0.1:" + port + " is taken");
      }
      gateway.terminate();
      assertThat(gateway.awaitExit()).isZero();
    }
  }

  @Test
  void checkAndRunSayWhatIsWrongWithIt() {
    GatewaySettings settings =
        server.settings().with("checkin: { secret: x, port: 0, database: " + folder + " }");
    String file = GatewayProcess.write(settings.toYaml()).toString();
    try (GatewayProcess check =
            GatewayProcess.launch(
                Map.of("CHECKIN_PORT", "x"), List.of(), "check", "--config", file);
        GatewayProcess wrong =
            GatewayProcess.launch(
                Map.of("STANZAGATE_CHECKIN_PORT", "x"), List.of(), "check", "--config", file);
        GatewayProcess run = GatewayProcess.launch("run", "--config", file)) {
      assertThat(check.awaitExit()).as(check.printed()).isZero();
      assertThat(wrong.awaitExit()).isEqualTo(2);
      assertThat(wrong.printed()).contains("checkin.port");
      assertThat(run.awaitExit()).isOne();
      assertThat(run.printed()).contains("checkin.database: " + folder + " can't be used");
    }
  }
}
