package org.stanzagate.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.stanzagate.http.ServerUnderTest.TOKEN;
import static org.stanzagate.http.ServerUnderTest.postXml;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.stanzagate.component.Reply;
import org.stanzagate.component.ScriptedComponent;
import org.stanzagate.listener.HttpLimits;

class RequestHeadTest {
  private static final String SMUGGLED = "GET /smuggled HTTP/1.1\nHost: localhost\n\n";

  private static ServerUnderTest server;

  @BeforeAll
  static void start() throws IOException {
    server = new ServerUnderTest();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void aLongTargetIs414() throws IOException {
    try (RawClient client = server.client()) {
      var answer =
          client.send("GET /" + "x".repeat(17_000) + " HTTP/1.1\nHost: localhost\n\n").read();
      assertThat(answer.status()).isEqualTo(414);
      assertThat(answer.body()).contains("<resource-constraint", "16384");

      assertThat(
              client
                  .send("GET /healthz?" + "x".repeat(17_000) + " HTTP/1.1\nHost: localhost\n\n")
                  .read()
                  .status())
          .isEqualTo(414);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 10, 900})
  void largeHeadersAre431HoweverMany(int count) throws IOException {
    StringBuilder headers = new StringBuilder();
    for (int i = 0; i < count; i++) {
      headers.append("X-").append(i).append(": ").append("y".repeat(17_000 / count)).append('\n');
    }
    try (RawClient client = server.client()) {
      var answer = client.send("GET /healthz HTTP/1.1\nHost: localhost\n" + headers + "\n").read();
      assertThat(answer.status()).isEqualTo(431);
      assertThat(answer.body()).contains("<resource-constraint", "16384");
    }
  }

  @Test
  void aHeadJustBelowTheLimitIsServed() throws IOException {
    try (RawClient client = server.client()) {
      String headers = "X-H: " + "y".repeat(16_000) + "\n";
      assertThat(
              client
                  .send("GET /healthz HTTP/1.1\nHost: localhost\n" + headers + "\n")
                  .read()
                  .status())
          .isEqualTo(200);
    }
  }

  @Test
  void aHeadWithoutEndIsCutOff() throws IOException {
    try (RawClient client = server.client()) {
      client.send("GET /healthz HTTP/1.1\nHost: localhost\nX-H: " + "y".repeat(49_600));
      var answer = client.read();
      assertThat(answer.status()).isEqualTo(431);
      assertThat(answer.body()).contains("<resource-constraint", "16384");
      assertThat(client.isClosedByServer()).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Transfer-Encoding: chunked, identity\n",
        "Transfer-Encoding: identity\n",
        "Transfer-Encoding: gzip, chunked\n",
        "Transfer-Encoding: xchunked\n",
        "Transfer-Encoding: chunked\nTransfer-Encoding: identity\n",
        "Transfer-Encoding: chunked\nContent-Length: 5\n",
        "Content-Length: 5\nTransfer-Encoding: chunked\n",
        "Content-Length: 5\nContent-Length: 5\n",
        "Content-Length: 5\nContent-Length: 0\n",
        "Content-Length: 5, 5\n",
        "Content-Length: +5\n",
        "Content-Length: -5\n",
        "Content-Length: 0x5\n",
        "Content-Length:\n",
        "Content-Length: 18446744073709551621\n",
        "Content-Length: 99999999999999999999999999999\n",
      })
  void aBodyWhoseEndIsInDoubtLetsNoSecondRequestThrough(String framing) throws IOException {
    try (RawClient client = server.client()) {
      client.send(
          "POST /rest HTTP/1.1\nHost: localhost\nContent-Type: application/xmpp+xml\n"
              + "Authorization: Bearer "
              + TOKEN
              + "\n"
              + framing
              + "\n0\n\n"
              + SMUGGLED);
      assertThat(client.read().status()).isIn(400, 501);
      assertThat(client.isClosedByServer()).isTrue();
    }
    assertThat(server.component.sent).isEmpty();
  }

  @Test
  void transferCodingsAreNotForHttp10() throws IOException {
    try (RawClient client = server.client()) {
      client.send("POST /rest HTTP/1.0\nTransfer-Encoding: chunked\n\n0\n\n" + SMUGGLED);
      assertThat(client.read().status()).isEqualTo(400);
      assertThat(client.isClosedByServer()).isTrue();
    }
  }

  @Test
  void anUnknownExpectationIs417() throws IOException {
    try (RawClient client = server.client()) {
      var answer =
          client.send("GET /healthz HTTP/1.1\nHost: localhost\nExpect: a-miracle\n\n").read();
      assertThat(answer.status()).isEqualTo(417);
      assertThat(answer.body()).contains("100-continue");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /healthz HTTP/1.1\nHost: localhost\n folded: 1\n\n\0",
        "GET /health\0z HTTP/1.1\nHost: localhost\n\n",
        "GET /healthz HTTP/1.1\nHost: localhost\nX\0: 1\n\n",
        "GET /healthz HTTP/1.1\nHost: localhost\nX : 1\n\n",
        "GET /healthz HTTP/1.1\nHost : localhost\n\n",
        "GET /healthz HTTP/1.1\n\n",
        "GET /healthz HTTP/1.1\nHost: a\nHost: b\n\n",
        "GET /%zz HTTP/1.1\nHost: localhost\n\n",
        "GET /healthz HTTP/2.0\nHost: localhost\n\n",
        "PRI * HTTP/2.0\n\nSM\n\n",
        "\u0016\u0003\u0001\u0002",
      })
  void whatIsNoHttpIsRefused(String bytes) throws IOException {
    try (RawClient client = server.client()) {
      client.send(bytes);
      var answer = client.read();
      assertThat(answer.status()).isEqualTo(400);
      assertThat(answer.body()).contains("<bad-request", "<text");
      assertThat(client.isClosedByServer()).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/%00", "/rest%2f..%2fhealthz", "/%ff%fe", "/healthz%00", "//healthz"})
  void strangePathsAreNotFound(String path) throws IOException {
    try (RawClient client = server.client()) {
      assertThat(client.send("GET " + path + " HTTP/1.1\nHost: localhost\n\n").read().status())
          .isIn(401, 404);
    }
  }

  @Test
  void headsShareAMemoryUntilTheyAreAnswered() throws Exception {
    var small =
        new HttpLimits(16 * 1024, 100, 100_000, Duration.ofSeconds(30), Duration.ofMinutes(1));
    String large = "X-H: " + "y".repeat(15_000) + "\n";
    String ping = "<iq type='get' to='example.org'><ping xmlns='urn:xmpp:ping'/></iq>";
    try (ServerUnderTest server = new ServerUnderTest(small);
        RawClient refused = server.client()) {
      List<RawClient> waiting = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        waiting.add(server.client().send(postXml(large, ping)));
      }
      List<ScriptedComponent.Request> requests = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        requests.add(server.component.nextRequest());
      }
      var answer = refused.send("GET /healthz HTTP/1.1\nHost: localhost\n" + large).read();
      assertThat(answer.status()).isEqualTo(503);
      assertThat(answer.header("Retry-After")).isEqualTo("1");
      assertThat(refused.isClosedByServer()).isTrue();

      for (var request : requests) {
        request.reply().complete(new Reply.NoAnswer(Duration.ZERO));
      }
      for (RawClient client : waiting) {
        assertThat(client.read().status()).isEqualTo(504);
        client.close();
      }
      for (int i = 0; i < 20; i++) {
        RawClient leaving = server.client().send(postXml(large, ping) + postXml(large, ping));
        var request = server.component.nextRequest();
        leaving.close();
        await().untilAsserted(() -> assertThat(request.reply()).isCancelled());
      }
      assertAllMemoryIsFree(server, "GET /healthz HTTP/1.1\nHost: localhost\n" + large + "\n");
    }
  }

  private static void assertAllMemoryIsFree(ServerUnderTest server, String request)
      throws IOException {
    for (int i = 0; i < 20; i++) {
      try (RawClient client = server.client()) {
        client.send(request + request + "GET /half");
        assertThat(client.read().status()).isEqualTo(200);
        assertThat(client.read().status()).isEqualTo(200);
      }
    }
  }

  @Test
  void aHeadThatTricklesIsCut() throws IOException {
    var impatient =
        new HttpLimits(16 * 1024, 100, 50_000_000, Duration.ofMillis(200), Duration.ofSeconds(60));
    try (ServerUnderTest quick = new ServerUnderTest(impatient);
        RawClient client = quick.client()) {
      client.send("GET /healthz HTTP/1.1\nHost: local");
      assertThat(client.isClosedByServer()).isTrue();
    }
  }

  @Test
  void anIdleConnectionIsClosed() throws IOException {
    var impatient =
        new HttpLimits(16 * 1024, 100, 50_000_000, Duration.ofSeconds(30), Duration.ofSeconds(2));
    try (ServerUnderTest quick = new ServerUnderTest(impatient);
        RawClient client = quick.client();
        RawClient silent = quick.client()) {
      client.send("GET /healthz HTTP/1.1\nHost: localhost\n\n");
      assertThat(client.read().status()).isEqualTo(200);
      assertThat(client.isClosedByServer()).isTrue();
      assertThat(silent.isClosedByServer()).isTrue();
    }
  }
}
