package org.stanzagate.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.stanzagate.http.RawHttp2.END_STREAM;
import static org.stanzagate.http.RawHttp2.head;
import static org.stanzagate.http.ServerUnderTest.MAX_BODY;
import static org.stanzagate.http.ServerUnderTest.PATIENT;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.stanzagate.component.Reply;
import org.stanzagate.component.ScriptedComponent;
import org.stanzagate.http.RawHttp2.Answer;
import org.stanzagate.listener.HttpLimits;
import org.stanzagate.stanza.Stanza;
import org.stanzagate.tls.TestAuthority;

/** The API over HTTP/2, with all the limits that hold over HTTP/1.1. */
@Timeout(60)
class Http2Test {
  private static final String MESSAGE = "<message to='a@example.org'><body>%s</body></message>";
  private static final String PING =
      "<iq type='get' to='example.org' id='%s'><ping xmlns='urn:xmpp:ping'/></iq>";
  private static final HttpLimits FEW =
      new HttpLimits(16 * 1024, 3, 1_000_000, Duration.ofMillis(1500), Duration.ofMinutes(1));

  private static TestAuthority authority;
  private static TestAuthority.Issued issued;

  private final List<AutoCloseable> open = new ArrayList<>();

  @BeforeAll
  static void makeCertificate() {
    authority = new TestAuthority("Authority");
    issued = authority.issue("127.0.0.1");
  }

  @AfterEach
  void closeAll() throws Exception {
    for (AutoCloseable opened : open) {
      opened.close();
    }
  }

  private ServerUnderTest server(HttpLimits limits) throws IOException {
    ServerUnderTest server = new ServerUnderTest(issued.identity(), limits);
    open.add(server);
    return server;
  }

  private RawHttp2 client(ServerUnderTest server) throws IOException {
    RawHttp2 client = new RawHttp2(server.server.address(), authority.trusted().context());
    open.add(0, client);
    return client;
  }

  private static HttpRequest.Builder to(ServerUnderTest server, String path) {
    return HttpRequest.newBuilder(
            URI.create("https://127.0.0.1:" + server.server.address().getPort() + path))
        .header("Authorization", "Bearer " + ServerUnderTest.TOKEN)
        .header("Content-Type", "application/xmpp+xml");
  }

  @Test
  void javasClientPicksItAndGetsWhatItGetsOtherwise() throws Exception {
    ServerUnderTest server = server(PATIENT);
    HttpClient client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_2)
            .sslContext(authority.trusted().context())
            .build();
    HttpResponse<String> health =
        client.send(to(server, "/healthz").build(), BodyHandlers.ofString());
    assertThat(health.version()).isEqualTo(HttpClient.Version.HTTP_2);
    assertThat(health.body()).isEqualTo("ok\n");

    String body = "ä".repeat(40_000);
    List<CompletableFuture<HttpResponse<String>>> posts = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      posts.add(
          client.sendAsync(
              to(server, "/rest").POST(BodyPublishers.ofString(MESSAGE.formatted(body))).build(),
              BodyHandlers.ofString()));
    }
    for (CompletableFuture<HttpResponse<String>> post : posts) {
      assertThat(post.get().statusCode()).isEqualTo(202);
      assertThat(server.component.sent.take().element().toString()).contains(body);
    }
    HttpResponse<String> document =
        client.send(to(server, "/openapi.yaml").build(), BodyHandlers.ofString());
    assertThat(document.body()).hasSizeGreaterThan(20_000).endsWith("\n");
  }

  @Test
  void anIqWaitsWhileOthersAreAnswered() throws Exception {
    ServerUnderTest server = server(PATIENT);
    RawHttp2 client = client(server);
    int waiting = client.post(PING.formatted("1"));
    ScriptedComponent.Request request = server.component.nextRequest();
    int other = client.begin(head("GET", "/healthz"), true);
    assertThat(client.answer()).isEqualTo(new Answer(other, 200, "ok\n"));
    Stanza iq = request.iq();
    request.reply().complete(new Reply.Answer(iq.reply("result")));
    assertThat(client.answer().stream()).isEqualTo(waiting);
  }

  @Test
  void aRequestThatIsResetOrWhoseConnectionEndsFreesWhatWasHeldForIt() throws Exception {
    ServerUnderTest server = server(FEW);
    for (int round = 0; round < 3; round++) {
      RawHttp2 client = client(server);
      List<ScriptedComponent.Request> requests = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        int stream = client.post(PING.formatted(round + "-" + i));
        requests.add(server.component.nextRequest());
        if (i < 2) {
          client.send(RawHttp2.RST_STREAM, 0, stream, new byte[] {0, 0, 0, 8});
        }
      }
      await().untilAsserted(() -> assertThat(requests.get(0).reply()).isCancelled());
      await().untilAsserted(() -> assertThat(requests.get(1).reply()).isCancelled());
      assertThat(requests.get(2).reply()).isNotDone();
      client.close();
      await().untilAsserted(() -> assertThat(requests.get(2).reply()).isCancelled());
    }
  }

  @Test
  void moreThanAHundredAtOnceOnAConnectionIsOneTooMany() throws Exception {
    ServerUnderTest server = server(PATIENT);
    RawHttp2 client = client(server);
    List<ScriptedComponent.Request> requests = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      client.post(PING.formatted(i));
      requests.add(server.component.nextRequest());
    }
    int tooMany = client.begin(head("GET", "/healthz"), true);
    assertThat(client.answer())
        .satisfies(answer -> assertThat(answer.stream()).isEqualTo(tooMany))
        .satisfies(answer -> assertThat(answer.status()).isEqualTo(503));
    Stanza iq = requests.get(7).iq();
    requests.get(7).reply().complete(new Reply.Answer(iq.reply("result")));
    assertThat(client.answer().status()).isEqualTo(200);
    client.begin(head("GET", "/healthz"), true);
    assertThat(client.answer().status()).isEqualTo(200);
  }

  @Test
  void theLimitsAnswerAsOverHttp1() throws Exception {
    ServerUnderTest server = server(PATIENT);
    RawHttp2 client = client(server);
    String type = "application/xmpp+xml";
    client.begin(head("POST", "/rest", "content-type", type, "content-length", "999999"), false);
    assertThat(client.answer().status()).isEqualTo(413);
    int chunked = client.begin(head("POST", "/rest", "content-type", type), false);
    byte[] part = "x".repeat(16_000).getBytes(StandardCharsets.US_ASCII);
    for (int sent = 0; sent <= MAX_BODY; sent += part.length) {
      client.send(RawHttp2.DATA, 0, chunked, part);
    }
    assertThat(client.answer().status()).isEqualTo(413);
    client.begin(head("GET", "/healthz", "x", "y".repeat(16_300)), true);
    assertThat(client.answer().status()).isEqualTo(431);
    client.begin(head("GET", "/" + "y".repeat(16_400)), true);
    assertThat(client.answer().status()).isEqualTo(414);
    client.begin(head("GET", "/a\tb"), true);
    assertThat(client.answer().status()).isEqualTo(400);
    client.begin(head("POST", "/rest", "expect", "a-miracle"), false);
    assertThat(client.answer().status()).isEqualTo(417);
  }

  @Test
  void aBodyThatTricklesIs408AndTheConnectionGoesOn() throws Exception {
    RawHttp2 client = client(server(FEW));
    int stream = client.begin(head("POST", "/rest", "content-type", "application/json"), false);
    client.send(RawHttp2.DATA, 0, stream, new byte[] {'{'});
    assertThat(client.answer().status()).isEqualTo(408);
    client.begin(head("GET", "/healthz"), true);
    assertThat(client.answer().status()).isEqualTo(200);
  }

  @Test
  void theMemoryOfHeadsIsGivenBackAndWhereThereIsNoneLeftItIs503() throws Exception {
    HttpLimits little =
        new HttpLimits(16 * 1024, 100, 300_000, Duration.ofSeconds(30), Duration.ofMinutes(1));
    ServerUnderTest server = server(little);
    RawHttp2 client = client(server);
    byte[] large = head("GET", "/healthz", "x", "y".repeat(10_000));
    for (int i = 0; i < 100; i++) {
      client.begin(large, true);
      assertThat(client.answer().status()).isEqualTo(200);
    }
    byte[] waiting =
        head("POST", "/rest", "content-type", "application/xmpp+xml", "x", "y".repeat(10_000));
    int refused = 0;
    for (int i = 0; i < 20; i++) {
      int stream = client.begin(waiting, false);
      client.send(
          RawHttp2.DATA, END_STREAM, stream, PING.formatted(i).getBytes(StandardCharsets.US_ASCII));
    }
    for (Answer answer = client.answer(); refused < 5; answer = client.answer()) {
      assertThat(answer.status()).isEqualTo(503);
      refused++;
    }
  }

  @Test
  void hostMayStandInForTheAuthority() throws Exception {
    RawHttp2 client = client(server(PATIENT));
    byte[] head =
        RawHttp2.block(
            ":method", "GET", ":scheme", "https", ":path", "/healthz", "host", "localhost");
    client.begin(head, true);
    assertThat(client.answer().status()).isEqualTo(200);
  }

  @Test
  void anotherProtocolIsRefusedInTheHandshakeAndNoneIsHttp1() throws Exception {
    ServerUnderTest server = server(PATIENT);
    var sockets = authority.trusted().context().getSocketFactory();
    try (RawClient client = new RawClient(server.server.address(), sockets)) {
      assertThat(client.send("GET /healthz HTTP/1.1\nHost: localhost\n\n").read().status())
          .isEqualTo(200);
    }
  }
}
