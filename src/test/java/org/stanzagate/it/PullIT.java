package org.stanzagate.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.stanzagate.xml.Element;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Pulling, through the jar: by polls, by a stream of events, and by the example's bot. */
@ExtendWith(FailureLogs.class)
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class PullIT {
  private static final String BOT = "bot@" + RealServer.GATEWAY;
  private static final String ROMEO = "romeo@localhost/lute";
  private static final String ADMIN = "b3BlcmF0b3I";
  private static final HttpClient CLIENT =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  @TempDir static Path folder;

  private static StreamServer server;
  private static GatewayProcess gateway;

  @BeforeAll
  static void start() throws IOException {
    server = StreamServer.start();
    gateway = GatewayProcess.ready(yaml("shared.db", 0));
  }

  @AfterAll
  static void stop() throws IOException {
    gateway.close();
    server.close();
  }

  /** What another test has left. */
  @BeforeEach
  void acknowledgeAll() throws Exception {
    for (JsonNode left = poll("?wait=0"); !left.isEmpty(); ) {
      left = poll("?wait=0&after=" + left.get(left.size() - 1).path("id").asLong());
    }
  }

  private static String yaml(String store, int port) {
    String component = server.settings().withListen("127.0.0.1:" + port).toYaml();
    return component
        + """
              - token: "%s"
                name: operator
                admin: true
          callbacks:
            - { name: mine, to: [ %s ], pull: tester }
          store: { url: "jdbc:sqlite:%s" }
          """
            .formatted(ADMIN, BOT, folder.resolve(store))
            .indent(0);
  }

  private static HttpRequest.Builder request(GatewayProcess gateway, String path) {
    return HttpRequest.newBuilder(URI.create(gateway.base() + "/rest/" + path))
        .header("Authorization", "Bearer " + GatewaySettings.TOKEN);
  }

  private static CompletableFuture<HttpResponse<String>> polling(
      GatewayProcess gateway, String query) {
    return CLIENT.sendAsync(request(gateway, "updates" + query).build(), BodyHandlers.ofString());
  }

  private static JsonNode poll(GatewayProcess gateway, String query) throws Exception {
    return updates(polling(gateway, query).get(60, TimeUnit.SECONDS));
  }

  private static JsonNode poll(String query) throws Exception {
    return poll(gateway, query);
  }

  private static JsonNode updates(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return new JsonMapper().readTree(answer.body()).path("updates");
  }

  private static void say(String id) throws IOException {
    server.send(
        "<message from='%s' to='%s' type='chat' id='%s'><body>Hello</body></message>"
            .formatted(ROMEO, BOT, id));
  }

  private static void ask(String id) throws IOException {
    server.send(
        "<iq from='%s' to='%s' type='get' id='%s'><query xmlns='urn:example:q'/></iq>"
            .formatted(ROMEO, BOT, id));
  }

  private static Element answer(String id) {
    return server.received().await(id, stanza -> id.equals(stanza.attribute("id")));
  }

  @Test
  void aMessageIsPulledUntilItIsAcknowledged() throws Exception {
    say("p1");
    JsonNode first = poll("");
    assertThat(first).hasSize(1);
    assertThat(first.get(0).path("stanza").toString())
        .isEqualTo(
            "{\"kind\":\"message\",\"type\":\"chat\",\"to\":\"%s\",\"from\":\"%s\",\"id\":\"p1\",\"body\":\"Hello\"}"
                .formatted(BOT, ROMEO));
    assertThat(poll("?wait=0")).isEqualTo(first);

    var waiting = polling(gateway, "?after=" + first.get(0).path("id").asLong());
    say("p2");
    JsonNode second = updates(waiting.get(60, TimeUnit.SECONDS));
    assertThat(second.get(0).at("/stanza/id").asString()).isEqualTo("p2");
    assertThat(second.get(0).path("id").asLong()).isGreaterThan(first.get(0).path("id").asLong());
  }

  @Test
  void anIqIsAnsweredByAPost() throws Exception {
    var waiting = polling(gateway, "");
    ask("q1");
    JsonNode iq = updates(waiting.get(60, TimeUnit.SECONDS)).get(0).path("stanza");
    assertThat(iq.path("id").asString()).isEqualTo("q1");

    HttpResponse<String> posted =
        gateway.post(
            GatewayProcess.JSON,
            "{\"kind\":\"iq\",\"type\":\"result\",\"id\":\"q1\",\"from\":\"%s\",\"to\":\"%s\"}"
                .formatted(BOT, ROMEO));
    assertThat(posted.statusCode()).isEqualTo(202);
    assertThat(answer("q1").attribute("type")).isEqualTo("result");
  }

  @Test
  void theSameAsEvents() throws Exception {
    say("e1");
    say("e2");
    var stream = CLIENT.send(request(gateway, "events").build(), BodyHandlers.ofLines());
    assertThat(stream.headers().firstValue("Content-Type")).contains("text/event-stream");
    Iterator<String> lines = stream.body().iterator();
    String first = nextId(lines);
    String second = nextId(lines);
    say("e3");
    assertThat(nextId(lines)).isNotEqualTo(second);

    var again =
        CLIENT.send(
            request(gateway, "events").header("Last-Event-ID", first).build(),
            BodyHandlers.ofLines());
    assertThat(nextId(again.body().iterator())).isEqualTo(second);
    assertThat(rest(lines)).contains("event: end").anyMatch(line -> line.contains("\"code\":409"));

    assertThat(polling(gateway, "?wait=0").get(60, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
    assertThat(
            CLIENT
                .send(
                    request(gateway, "events").header("Last-Event-ID", "999999").build(),
                    BodyHandlers.ofString())
                .statusCode())
        .isEqualTo(400);
  }

  private static String nextId(Iterator<String> lines) {
    while (lines.hasNext()) {
      String line = lines.next();
      if (line.startsWith("id: ")) {
        return line.substring("id: ".length());
      }
    }
    throw new AssertionError("the stream has ended");
  }

  private static List<String> rest(Iterator<String> lines) {
    return Stream.generate(() -> lines.hasNext() ? lines.next() : "(end)")
        .takeWhile(line -> !line.equals("(end)"))
        .toList();
  }

  @Test
  void theSecondWhoPollsEndsTheFirst() throws Exception {
    // Which of two polls comes first is known once the first has its end.
    var one = polling(gateway, "");
    var other = polling(gateway, "");
    CompletableFuture.anyOf(one, other).get(60, TimeUnit.SECONDS);
    var ended = one.isDone() ? one : other;
    var stays = one.isDone() ? other : one;
    assertThat(ended.get().statusCode()).isEqualTo(409);

    say("s1");
    assertThat(updates(stays.get(60, TimeUnit.SECONDS)).toString()).contains("s1");
  }

  @Test
  void anAdministratorSeesWhatWaits() throws Exception {
    say("a1");
    assertThat(poll("")).hasSize(1);
    HttpResponse<String> list = asAdmin(request(gateway, "callbacks"));
    assertThat(list.statusCode()).isEqualTo(200);
    JsonNode mine = new JsonMapper().readTree(list.body()).path("callbacks").get(0);
    assertThat(mine.path("name").asString()).isEqualTo("mine");
    assertThat(mine.path("delivery").asString()).isEqualTo("pull");
    assertThat(mine.path("queued").asInt()).isEqualTo(1);
    assertThat(mine.path("oldest_age").isNumber()).isTrue();

    for (String action : List.of("flush", "test")) {
      var refused =
          asAdmin(
              request(gateway, "callbacks/mine/" + action)
                  .POST(HttpRequest.BodyPublishers.noBody()));
      assertThat(refused.statusCode()).isEqualTo(409);
    }
    assertThat(CLIENT.send(request(gateway, "callbacks").build(), BodyHandlers.ofString()))
        .extracting(HttpResponse::statusCode)
        .isEqualTo(403);
  }

  private static HttpResponse<String> asAdmin(HttpRequest.Builder request) throws Exception {
    return CLIENT.send(
        request.setHeader("Authorization", "Bearer " + ADMIN).build(), BodyHandlers.ofString());
  }

  @Test
  void whatIsNotAcknowledgedOutlivesTheProcess() throws Exception {
    gateway.close();
    try (GatewayProcess killed = GatewayProcess.ready(yaml("own.db", 0))) {
      // Nobody has polled in this life, so nobody is there for an iq.
      ask("n1");
      assertThat(StreamServer.xml(answer("n1"))).contains("type='error'", "service-unavailable");
      say("k1");
      say("k2");
      assertThat(poll(killed, "?limit=1").toString()).contains("k1");
      await().until(() -> poll(killed, "?wait=0").size() == 2);
      killed.kill();
    }
    try (GatewayProcess next = GatewayProcess.ready(yaml("own.db", 0))) {
      JsonNode again = poll(next, "");
      assertThat(again).hasSize(2);
      JsonNode left = poll(next, "?after=" + again.get(0).path("id").asLong());
      assertThat(left.toString()).contains("k2").doesNotContain("k1");
      long last = left.get(0).path("id").asLong();
      assertThat(polling(next, "?after=" + (last + 1)).get().statusCode()).isEqualTo(400);

      var waiting = polling(next, "?wait=300&after=" + last);
      await().until(() -> state(next).path("queued").asInt() == 0);
      next.terminate();
      assertThat(updates(waiting.get(60, TimeUnit.SECONDS))).isEmpty();
      assertThat(next.awaitExit()).isZero();
    } finally {
      gateway = GatewayProcess.ready(yaml("shared.db", 0));
    }
  }

  private static JsonNode state(GatewayProcess gateway) throws Exception {
    return new JsonMapper()
        .readTree(asAdmin(request(gateway, "callbacks")).body())
        .path("callbacks")
        .get(0);
  }

  @Test
  void theExamplesBotAnswersAndOutlivesTheGateway() throws Exception {
    Assumptions.assumeTrue(ServerPackages.find("python3").isPresent(), "no python3 here");
    gateway.close();
    int port = Ports.free();
    ChildProcess bot =
        ChildProcess.start(
            FailureLogs.file("pullbot"),
            Map.of("TOKEN", GatewaySettings.TOKEN),
            List.of("python3", "examples/pullbot.py", "http://127.0.0.1:" + port + "/rest"));
    try {
      try (GatewayProcess first = GatewayProcess.ready(yaml("bot.db", port))) {
        assertThat(first.isAlive()).isTrue();
        talk("b1");
        first.kill();
      }
      try (GatewayProcess second = GatewayProcess.ready(yaml("bot.db", port))) {
        assertThat(second.isAlive()).isTrue();
        talk("b2");
        assertThat(bot.isAlive()).isTrue();
      }
    } finally {
      bot.stop();
      gateway = GatewayProcess.ready(yaml("shared.db", 0));
    }
  }

  private static void talk(String said) throws IOException {
    server.send(
        "<message from='%s' to='%s' type='chat'><body>%s</body></message>"
            .formatted(ROMEO, BOT, said));
    Element echo =
        server
            .received()
            .await(said, stanza -> StreamServer.xml(stanza).contains("You said: " + said));
    assertThat(echo.attribute("to")).isEqualTo(ROMEO);
    assertThat(echo.attribute("from")).isEqualTo(BOT);
  }
}
