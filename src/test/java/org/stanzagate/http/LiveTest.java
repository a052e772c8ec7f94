package org.stanzagate.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.stanzagate.component.Disconnect;
import org.stanzagate.config.Tokens;
import org.stanzagate.console.Feed;
import org.stanzagate.http.PullUnderTest.Lines;
import org.stanzagate.outbox.CallbackState;
import org.stanzagate.stanza.Namespaces;
import org.stanzagate.stanza.Stanza;
import org.stanzagate.xml.ElementReader;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The live feed over HTTP. */
@Timeout(60)
class LiveTest {
  private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");
  private static final Tokens ADMIN = Tokens.token("boss", "Ym9zcw").asAdmin();
  private static final Tokens BOT = Tokens.token("bot", "Ym90").from("bot@rest.example");

  private final HttpClient client = HttpClient.newHttpClient();
  private ServerUnderTest server;

  @BeforeEach
  void start() throws Exception {
    server = new ServerUnderTest(Tokens.auth(ADMIN, BOT));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private Lines follow(ServerUnderTest server, String token) throws Exception {
    URI live = URI.create("http://localhost:" + server.server.address().getPort() + "/rest/live");
    HttpRequest.Builder request = HttpRequest.newBuilder(live);
    if (!token.isEmpty()) {
      request.header("Authorization", "Bearer " + token);
    }
    Lines lines = new Lines(client.send(request.build(), BodyHandlers.ofLines()));
    assertThat(lines.response.statusCode()).isEqualTo(200);
    assertThat(lines.next()).isEqualTo("retry: 3000");
    assertThat(lines.next()).isEmpty();
    return lines;
  }

  private static JsonNode next(Lines lines, String event) throws Exception {
    assertThat(lines.next()).isEqualTo("event: " + event);
    String data = lines.next();
    assertThat(data).startsWith("data: ");
    assertThat(lines.next()).isEmpty();
    return JsonMapper.shared().readTree(data.substring("data: ".length()));
  }

  private static Stanza stanza(String xml) throws Exception {
    return Stanza.of(ElementReader.read(xml.getBytes(UTF_8), Namespaces.CLIENT));
  }

  private static Stanza message(String id, String from, String to) throws Exception {
    return stanza(
        "<message id='%s' from='%s' to='%s' type='chat'><body>Hi &amp; ho</body></message>"
            .formatted(id, from, to));
  }

  private RawClient.Answer ask(String method, String authorization) throws Exception {
    try (RawClient raw = server.client()) {
      return raw.send(method + " /rest/live HTTP/1.1\nHost: localhost\n" + authorization + "\n")
          .read();
    }
  }

  @Test
  void anAdministratorSeesHowAllFaresAndWhatPasses() throws Exception {
    server.insight.stream.connected = false;
    server.insight.stream.ended(
        new Disconnect(server.clock.instant(), Disconnect.Reason.BROKEN, "the connection broke"));
    server.insight.callbacks.states =
        CompletableFuture.completedFuture(
            List.of(
                new CallbackState(
                    "bots", "direct", 4, Duration.ofSeconds(90), null, null, List.of())));
    Lines lines = follow(server, "Ym9zcw");
    assertThat(lines.response.headers().firstValue("Content-Type")).contains("text/event-stream");
    assertThat(lines.response.headers().firstValue("Cache-Control")).contains("no-store");
    JsonNode state = next(lines, "state");
    assertThat(state.get("you")).hasToString("{\"name\":\"boss\",\"admin\":true,\"from\":[]}");
    assertThat(state.get("domain").asString()).isEqualTo(server.component.domain().toString());
    assertThat(state.at("/stream/up").asBoolean()).isFalse();
    assertThat(state.at("/stream/last_disconnect/text").asString())
        .isEqualTo("the connection broke");
    assertThat(state.at("/callbacks/0/queued").asInt()).isEqualTo(4);

    server.insight.traffic.received(message("m1", "a@b.example/x", "bot@rest.example"), false);
    JsonNode seen = next(lines, "stanza");
    assertThat(seen.get("direction").asString()).isEqualTo("in");
    assertThat(seen.get("callback").asString()).isEqualTo("bots");
    assertThat(seen.get("from").asString()).isEqualTo("a@b.example/x");
    assertThat(seen.get("xml").asString())
        .isEqualTo(
            "<message id='m1' from='a@b.example/x' to='bot@rest.example' type='chat'>"
                + "<body>Hi &amp; ho</body></message>");
    assertThat(seen.at("/json/body").asString()).isEqualTo("Hi & ho");
    assertThat(seen.has("cut")).isFalse();

    server.insight.traffic.received(message("m2", "a@b.example", "bot@rest.example"), true);
    assertThat(next(lines, "stanza").get("answer").asBoolean()).isTrue();
    server.insight.traffic.sent(message("m3", "bot@rest.example", "a@b.example"), NOW);
    assertThat(next(lines, "stanza").get("direction").asString()).isEqualTo("out");
  }

  @Test
  void anotherTokenSeesOnlyItsOwn() throws Exception {
    Lines lines = follow(server, "Ym90");
    JsonNode state = next(lines, "state");
    assertThat(state.has("callbacks")).isFalse();
    assertThat(state.at("/you/from/0").asString()).isEqualTo("bot@rest.example");
    server.insight.traffic.received(message("m1", "bot@rest.example", "x@rest.example"), false);
    server.insight.traffic.received(message("m2", "a@b.example", "bot@rest.example/y"), false);
    assertThat(next(lines, "stanza").get("id").asString()).isEqualTo("m2");
  }

  @Test
  void whereNobodyHasToSayWhoHeIsAllIsSeen() throws Exception {
    try (ServerUnderTest open = new ServerUnderTest(ServerUnderTest.ANONYMOUS)) {
      Lines lines = follow(open, "");
      JsonNode state = next(lines, "state");
      assertThat(state.at("/you/admin").asBoolean()).isFalse();
      assertThat(state.get("callbacks").isArray()).isTrue();
      open.insight.traffic.sent(message("m1", "x@rest.example", "a@b.example"), NOW);
      assertThat(next(lines, "stanza").get("id").asString()).isEqualTo("m1");
    }
  }

  @Test
  void callbacksWhoseStoreCanNotBeReadAreNullAndTheRestIsTold() throws Exception {
    server.insight.callbacks.states =
        CompletableFuture.failedFuture(new IllegalStateException("the disk is full"));
    JsonNode state = next(follow(server, "Ym9zcw"), "state");
    assertThat(state.get("callbacks").isNull()).isTrue();
    assertThat(state.at("/stream/up").asBoolean()).isTrue();
  }

  @Test
  void aLargeStanzaIsCutWithAMark() throws Exception {
    Lines lines = follow(server, "Ym9zcw");
    next(lines, "state");
    String body = "\uD83D\uDE00".repeat(50_000);
    server.insight.traffic.sent(
        stanza(
            "<message from='x@rest.example' to='a@b.example'><body>%s</body></message>"
                .formatted(body)),
        NOW);
    JsonNode seen = next(lines, "stanza");
    assertThat(seen.get("cut").asBoolean()).isTrue();
    assertThat(seen.get("length").asInt()).isGreaterThan(100_000);
    assertThat(seen.has("json")).isFalse();
    String shown = seen.get("xml").asString();
    assertThat(shown.length()).isBetween(32 * 1024 - 1, 32 * 1024);
    assertThat(new String(shown.getBytes(UTF_8), UTF_8)).as("no half character").isEqualTo(shown);
  }

  @Test
  void aStanzaOfAStrangerStaysOneEvent() throws Exception {
    Lines lines = follow(server, "Ym9zcw");
    next(lines, "state");
    server.insight.traffic.received(
        stanza(
            "<message from='a@b.example' to='bot@rest.example' id='x&#10;event: end'>"
                + "<body>\n\nevent: state\ndata: {}\r\n\n\u2028</body></message>"),
        false);
    JsonNode seen = next(lines, "stanza");
    assertThat(seen.at("/json/body").asString()).contains("event: state\ndata: {}");
    server.insight.traffic.sent(message("m1", "x@rest.example", "a@b.example"), NOW);
    assertThat(next(lines, "stanza").get("id").asString()).isEqualTo("m1");
  }

  @Test
  void aTokenThatIsTakenAwayEndsItsFeedAndNoOther() throws Exception {
    Lines bot = follow(server, "Ym90");
    Lines boss = follow(server, "Ym9zcw");
    next(bot, "state");
    next(boss, "state");
    server.server.reload(Tokens.auth(ADMIN));
    server.insight.traffic.received(message("m1", "a@b.example", "bot@rest.example"), false);
    assertThat(next(bot, "end").get("text").asString()).contains("no longer right");
    assertThat(bot.next()).isEqualTo(Lines.END);
    assertThat(next(boss, "stanza").get("id").asString()).isEqualTo("m1");
    assertThat(ask("GET", "Authorization: Bearer Ym90\n").status()).isEqualTo(401);
  }

  @Test
  void aTokenThatExpiresEndsItsFeedThoughNothingPasses() throws Exception {
    server.server.reload(Tokens.auth(ADMIN, BOT.expires(server.clock.instant().plusSeconds(60))));
    Lines bot = follow(server, "Ym90");
    next(bot, "state");
    server.clock.pass(Duration.ofSeconds(61));
    next(bot, "end");
    assertThat(bot.next()).isEqualTo(Lines.END);
  }

  @Test
  void withoutCredentialsThereIsNothingToBeSeen() throws Exception {
    RawClient.Answer answer = ask("GET", "");
    assertThat(answer.status()).isEqualTo(401);
    assertThat(answer.header("WWW-Authenticate")).startsWith("Bearer realm=");
    assertThat(server.insight.traffic.isLooking()).isFalse();
  }

  @Test
  void aTokenInTheUrlIsRefusedAndNotTaken() throws Exception {
    try (RawClient raw = server.client()) {
      var answer = raw.send("GET /rest/live?token=Ym9zcw HTTP/1.1\nHost: localhost\n\n").read();
      assertThat(answer.status()).isEqualTo(401);
    }
    try (RawClient raw = server.client()) {
      String head = "GET /rest/live?access_token=Ym9zcw HTTP/1.1\nHost: localhost\n";
      var answer = raw.send(head + "Authorization: Bearer Ym9zcw\n\n").read();
      assertThat(answer.status()).isEqualTo(400);
    }
  }

  @Test
  void whoeverIsOneTooManyIsToldAndAPlaceIsFreedByWhoLeaves() throws Exception {
    List<Lines> all = new ArrayList<>();
    for (int i = 0; i < Feed.MOST; i++) {
      all.add(follow(server, "Ym9zcw"));
    }
    RawClient.Answer answer = ask("GET", "Authorization: Bearer Ym9zcw\n");
    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.header("Retry-After")).isEqualTo("10");
    assertThat(answer.body()).contains("20 look at the traffic already");

    for (Lines one : all) {
      one.response.body().close();
    }
    await().until(() -> !server.insight.traffic.isLooking());
    next(follow(server, "Ym9zcw"), "state");
  }

  @Test
  void askingWhetherItIsThereIsNotLooking() throws Exception {
    try (RawClient raw = server.client()) {
      RawClient.Answer head =
          raw.send("HEAD /rest/live HTTP/1.1\nHost: localhost\nAuthorization: Bearer Ym9zcw\n\n")
              .readHead();
      assertThat(head.status()).isEqualTo(200);
      assertThat(head.header("Content-Type")).isEqualTo("text/event-stream");
    }
    assertThat(server.insight.traffic.isLooking()).isFalse();
    assertThat(ask("POST", "Authorization: Bearer Ym9zcw\n").status()).isEqualTo(405);
  }

  @Test
  void theEndOfTheGatewayEndsItAtOnce() throws Exception {
    Lines lines = follow(server, "Ym9zcw");
    next(lines, "state");
    server.server.stop(Duration.ofMinutes(5));
    assertThat(lines.next()).isEqualTo(Lines.END);
    await().until(() -> !server.insight.traffic.isLooking());
  }
}
