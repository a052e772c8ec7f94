package org.stanzagate.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.stanzagate.component.Disconnect;
import org.stanzagate.component.WaitingStanza;
import org.stanzagate.config.AuthConfig;
import org.stanzagate.config.Tokens;
import org.stanzagate.listener.TextContent;
import org.stanzagate.outbox.CallbackState;
import org.stanzagate.outbox.ConversationState;
import org.stanzagate.stanza.Jids;
import org.stanzagate.stanza.Kind;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What administrators see of a gateway that runs, and nobody else does. */
@Timeout(30)
class InsightTest {
  private static final String ADMIN = "YWRtaW5zIHRva2Vu";
  private static final Instant NOON = Instant.parse("2026-11-22T10:00:00Z");

  private ServerUnderTest server;
  private RawClient client;

  @BeforeEach
  void start() throws IOException {
    server =
        new ServerUnderTest(
            new AuthConfig(
                false,
                true,
                List.of(
                    Tokens.token("echobot", ServerUnderTest.TOKEN).build(),
                    new Tokens("boss", ADMIN, List.of(), Set.of(), List.of(), null, null, true)
                        .build())));
    client = server.client();
  }

  @AfterEach
  void stop() throws IOException {
    client.close();
    server.close();
  }

  private RawClient.Answer get(String path, String token) throws IOException {
    String credentials = token.isEmpty() ? "" : "Authorization: Bearer " + token + "\n";
    return client.send("GET " + path + " HTTP/1.1\nHost: localhost\n" + credentials + "\n").read();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/metrics", "/metrics/", "/rest/waiting"})
  void onlyAdministratorsGetIn(String path) throws Exception {
    assertThat(get(path, "").status()).isEqualTo(401);
    RawClient.Answer refused = get(path, ServerUnderTest.TOKEN);
    assertThat(refused.status()).isEqualTo(403);
    assertThat(refused.body()).contains("admin: true");
    assertThat(get(path, ADMIN).status()).isEqualTo(200);
  }

  @Test
  void metricsAreTextThatIsNotKept() throws Exception {
    RawClient.Answer answer = get("/metrics", ADMIN);
    assertThat(answer.body()).isEqualTo("up 1\n");
    assertThat(answer.header("Content-Type")).startsWith("text/plain; version=0.0.4");
    assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
    assertThat(answer.header("Vary")).contains("Accept");
  }

  @Test
  void metricsAreAskedForInWhatTheReaderAcceptsAndMayBeCompressed() throws Exception {
    String asked = "GET /metrics HTTP/1.1\nHost: localhost\nAuthorization: Bearer " + ADMIN + "\n";
    server.insight.metrics = new TextContent("a/b", "up 1\n".repeat(1000));
    RawClient.Answer answer =
        client.send(asked + "Accept: x/y\nAccept: a/b;q=0.5\nAccept-Encoding: gzip\n\n").read();
    assertThat(server.insight.accepted.take()).isEqualTo("x/y,a/b;q=0.5");
    assertThat(answer.header("Content-Type")).isEqualTo("a/b");
    assertThat(answer.header("Content-Encoding")).isEqualTo("gzip");
    assertThat(answer.header("Vary")).contains("Accept", "Accept-Encoding");
    assertThat(Integer.parseInt(answer.header("Content-Length"))).isLessThan(1000);

    RawClient.Answer head = client.send(asked.replace("GET", "HEAD") + "\n").readHead();
    assertThat(head.status()).isEqualTo(200);
    assertThat(head.header("Content-Length")).isEqualTo("5000");
    assertThat(client.send(asked.replace("GET", "POST") + "\n").read().status()).isEqualTo(405);
  }

  @Test
  void whatWaitsIsListedWithoutWhatItSays() throws Exception {
    server.insight.stream.opened(Instant.parse("2026-11-22T09:00:00Z"));
    server.insight.stream.opened(Instant.parse("2026-11-22T09:00:00Z"));
    server.insight.stream.received(Kind.MESSAGE, NOON.minusSeconds(3));
    server.insight.stream.ended(
        new Disconnect(NOON.minusSeconds(60), Disconnect.Reason.BROKEN, "the connection broke"));
    server.insight.stream.waiting.add(waiting("1", "urn:xmpp:ping", NOON.minusSeconds(9)));
    server.insight.stream.waiting.add(waiting("2", "x".repeat(9000), NOON.minusSeconds(70)));
    server.insight.openIqs.add(waiting("3", "urn:xmpp:time", NOON.plusSeconds(1)));
    server.insight.callbacks.states =
        CompletableFuture.completedFuture(
            List.of(
                new CallbackState(
                    "bots", "durable", 4, Duration.ofSeconds(90), null, null, List.of())));
    server.insight.callbacks.conversations =
        List.of(
            new ConversationState(
                "bots", "a@b.example", "bot@rest.example", false, 4, Duration.ofSeconds(90), NOON));
    JsonNode body = JsonMapper.shared().readTree(get("/rest/waiting", ADMIN).body());
    assertThat(body.get("stream"))
        .hasToString(
            "{\"up\":true,\"last_opened\":\"2026-11-22T09:00:00Z\",\"reconnects\":1,\"last_stanza\":\"2026-11-22T09:59:57Z\","
                + "\"last_disconnect\":{\"time\":\"2026-11-22T09:59:00Z\",\"reason\":\"broken\","
                + "\"text\":\"the connection broke\"}}");
    assertThat(body.get("requests").get(0).get("id").asString()).isEqualTo("2");
    assertThat(body.get("requests").get(0).get("namespace").asString()).hasSize(257).endsWith("…");
    assertThat(body.get("requests").get(1))
        .hasToString(
            "{\"kind\":\"iq\",\"from\":\"bot@rest.example\",\"to\":\"user@example.org/x\","
                + "\"id\":\"1\",\"payload\":\"query\",\"namespace\":\"urn:xmpp:ping\",\"age\":9}");
    assertThat(body.get("requests_total").asInt()).isEqualTo(2);
    assertThat(body.get("open_iqs").get(0).get("age").asInt()).isZero();
    assertThat(body.get("callbacks"))
        .hasToString(
            "[{\"name\":\"bots\",\"delivery\":\"durable\",\"queued\":4,\"oldest_age\":90}]");
    assertThat(body.get("conversations"))
        .hasToString(
            "[{\"callback\":\"bots\",\"from\":\"a@b.example\",\"to\":\"bot@rest.example\","
                + "\"iqs\":false,\"queued\":4,\"oldest_age\":90,"
                + "\"next_try\":\"2026-11-22T10:00:00Z\"}]");
  }

  @Test
  void noMoreThanFiveHundredAreShownAndTheStoreMayFail() throws Exception {
    for (int i = 0; i < 10_000; i++) {
      server.insight.stream.waiting.add(waiting("id" + i, "urn:xmpp:ping", NOON));
    }
    server.insight.callbacks.states = CompletableFuture.failedFuture(new SQLException("disk"));
    JsonNode body = JsonMapper.shared().readTree(get("/rest/waiting", ADMIN).body());
    assertThat(body.get("requests")).hasSize(500);
    assertThat(body.get("requests_total").asInt()).isEqualTo(10_000);
    assertThat(body.get("callbacks").isNull()).isTrue();
  }

  @Test
  void aQueryOrABodyIsRefused() throws Exception {
    assertThat(get("/rest/waiting?all=1", ADMIN).status()).isEqualTo(400);
    RawClient.Answer answer =
        client
            .send(
                "GET /rest/waiting HTTP/1.1\nHost: localhost\nAuthorization: Bearer "
                    + ADMIN
                    + "\nContent-Length: 2\n\n{}")
            .read();
    assertThat(answer.status()).isEqualTo(400);
  }

  private static WaitingStanza waiting(String id, String namespace, Instant since)
      throws Exception {
    return new WaitingStanza(
        Kind.IQ,
        Jids.parse("bot@rest.example"),
        Jids.parse("user@example.org/x"),
        id,
        "query",
        namespace,
        since);
  }
}
