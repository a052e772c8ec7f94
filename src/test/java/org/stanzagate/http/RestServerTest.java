package org.stanzagate.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.stanzagate.http.ServerUnderTest.TOKEN;
import static org.stanzagate.http.ServerUnderTest.postXml;

import java.io.IOException;
import java.net.ServerSocket;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.stanzagate.codec.Codecs;
import org.stanzagate.component.ScriptedComponent;
import org.stanzagate.listener.HttpLimits;

class RestServerTest {
  private static final String END = " HTTP/1.1\nHost: localhost\n\n";
  private static final String END_WITH_TOKEN =
      " HTTP/1.1\nHost: localhost\nAuthorization: Bearer " + TOKEN + "\n\n";

  @Test
  void healthAndReadinessSayNoMoreThanThat() throws IOException {
    try (ServerUnderTest server = new ServerUnderTest();
        RawClient client = server.client()) {
      var health = client.send("GET /healthz" + END).read();
      assertThat(health.status()).isEqualTo(200);
      assertThat(health.body()).isEqualTo("ok\n");
      assertThat(health.header("Content-Type")).isEqualTo("text/plain; charset=utf-8");
      assertThat(client.send("GET /readyz" + END).read().status()).isEqualTo(200);

      server.component.connected = false;
      var readiness = client.send("GET /readyz" + END).read();
      assertThat(readiness.status()).isEqualTo(503);
      assertThat(readiness.body()).isEqualTo("not ready\n");
      assertThat(client.send("GET /healthz" + END).read().status()).isEqualTo(200);
      assertThat(readiness.headers()).doesNotContainKeys("server", "x-powered-by");
    }
  }

  @Test
  void readinessMayTakeItsTimeAndOthersAreAnsweredMeanwhile() throws IOException {
    try (ServerUnderTest server = new ServerUnderTest();
        RawClient client = server.client();
        RawClient other = server.client()) {
      CompletableFuture<Boolean> answer = new CompletableFuture<>();
      server.ready = () -> answer;
      client.send("GET /readyz" + END);
      assertThat(other.send("GET /healthz" + END).read().status()).isEqualTo(200);

      answer.complete(false);
      assertThat(client.read().status()).isEqualTo(503);
      server.ready = () -> CompletableFuture.completedFuture(true);
      assertThat(client.send("GET /readyz" + END).read().status()).isEqualTo(200);
    }
  }

  @Test
  void aHeadHasTheSameHeadersAndNoBody() throws IOException {
    try (ServerUnderTest server = new ServerUnderTest();
        RawClient client = server.client()) {
      client.send("HEAD /healthz" + END + "HEAD /nothing" + END + "GET /healthz" + END);

      var head = client.readHead();
      assertThat(head.status()).isEqualTo(200);
      assertThat(head.header("Content-Length")).isEqualTo("3");
      assertThat(client.readHead().status()).isEqualTo(404);
      assertThat(client.read().body()).isEqualTo("ok\n");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "GET,    /rest,    'POST, OPTIONS'",
    "PUT,    /rest,    'POST, OPTIONS'",
    "HEAD,   /rest,    'POST, OPTIONS'",
    "BREW,   /rest/,   'POST, OPTIONS'",
    "POST,   /healthz, 'GET, HEAD, OPTIONS'",
    "DELETE, /readyz,  'GET, HEAD, OPTIONS'",
  })
  void anotherMethodIs405WithAllow(String method, String path, String allow) throws IOException {
    try (ServerUnderTest server = new ServerUnderTest();
        RawClient client = server.client()) {
      client.send(method + " " + path + END_WITH_TOKEN);
      var answer = method.equals("HEAD") ? client.readHead() : client.read();
      assertThat(answer.status()).isEqualTo(405);
      assertThat(answer.header("Allow")).isEqualTo(allow);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/rest", "/healthz"})
  void optionsSayWhatIsAllowedToAnybody(String path) throws IOException {
    try (ServerUnderTest server = new ServerUnderTest();
        RawClient client = server.client()) {
      var answer = client.send("OPTIONS " + path + END).read();
      assertThat(answer.status()).isEqualTo(204);
      assertThat(answer.header("Allow")).contains("OPTIONS");
      assertThat(answer.headers()).doesNotContainKey("access-control-allow-origin");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET /console/", "GET /nothing", "POST /restless", "OPTIONS /nothing"})
  void whatIsNotThereIs404(String line) throws IOException {
    try (ServerUnderTest server = new ServerUnderTest();
        RawClient client = server.client()) {
      var answer = client.send(line + END).read();
      assertThat(answer.status()).isEqualTo(404);
      assertThat(answer.body()).contains("<item-not-found", "/rest");
    }
  }

  @Test
  void underTheApiWhatIsNotThereIs404WithCredentials() throws IOException {
    try (ServerUnderTest server = new ServerUnderTest();
        RawClient client = server.client()) {
      assertThat(client.send("GET /rest/nothing" + END_WITH_TOKEN).read().status()).isEqualTo(404);
    }
  }

  @Test
  void absoluteTargetsAndOlderClientsAreServed() throws IOException {
    try (ServerUnderTest server = new ServerUnderTest();
        RawClient client = server.client();
        RawClient old = server.client()) {
      assertThat(client.send("GET http://localhost/healthz" + END).read().status()).isEqualTo(200);

      assertThat(old.send("GET /healthz HTTP/1.0\n\n").read().body()).isEqualTo("ok\n");
      assertThat(old.isClosedByServer()).isTrue();
    }
  }

  @Test
  void asManyRequestsAsTheLimitMayBeUnderWay() throws Exception {
    var two =
        new HttpLimits(16 * 1024, 2, 50_000_000, Duration.ofSeconds(30), Duration.ofSeconds(60));
    String ping = postXml("<iq type='get' to='example.org'><ping xmlns='urn:xmpp:ping'/></iq>");
    try (ServerUnderTest server = new ServerUnderTest(two);
        RawClient first = server.client();
        RawClient second = server.client();
        RawClient third = server.client()) {
      first.send(ping);
      var request = server.component.nextRequest();
      second.send(ping);
      server.component.nextRequest();

      var refused = third.send("GET /healthz" + END).read();
      assertThat(refused.status()).isEqualTo(503);
      assertThat(refused.header("Retry-After")).isEqualTo("1");

      request.reply().complete(new org.stanzagate.component.Reply.NoAnswer(Duration.ZERO));
      first.read();
      // The place is free again only after the answer has gone out.
      await().until(() -> third.send("GET /healthz" + END).read().status() == 200);
    }
  }

  @Test
  void aConnectionTooManyWaitsForItsTurn() throws IOException {
    var few =
        new HttpLimits(16 * 1024, 2, 50_000_000, Duration.ofSeconds(30), Duration.ofSeconds(60));
    try (ServerUnderTest server = new ServerUnderTest(few)) {
      RawClient first = server.client().send("GET /healthz" + END);
      assertThat(first.read().status()).isEqualTo(200);
      try (RawClient second = server.client().send("GET /healthz" + END);
          RawClient third = server.client().send("GET /healthz" + END);
          RawClient waiting = server.client().send("GET /healthz" + END)) {
        assertThat(second.read().status()).isEqualTo(200);
        assertThat(third.read().status()).isEqualTo(200);
        first.close();
        assertThat(waiting.read().status()).isEqualTo(200);
      }
    }
  }

  @Test
  void aTakenPortIsNamed() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, java.net.InetAddress.getLoopbackAddress())) {
      RestServer server =
          new RestServer(
              ServerUnderTest.config(taken.getLocalPort(), ServerUnderTest.TOKENS, false),
              new ScriptedComponent(),
              Codecs.load(),
              () -> CompletableFuture.completedFuture(true),
              null,
              ServerUnderTest.NO_OUTBOX,
              new ScriptedInsight().insight(false),
              Clock.systemUTC());

      assertThatThrownBy(server::start)
          .isInstanceOf(IOException.class)
          .hasMessageStartingWith("http.listen: ")
          .hasMessageContaining(":" + taken.getLocalPort() + " is taken");
    }
  }

  @Test
  void withoutASandboxThereIsNoInjecting() throws IOException {
    RestServer server =
        new RestServer(
            ServerUnderTest.config(0, ServerUnderTest.ANONYMOUS, false),
            new ScriptedComponent(),
            Codecs.load(),
            () -> CompletableFuture.completedFuture(true),
            null,
            ServerUnderTest.NO_OUTBOX,
            new ScriptedInsight().insight(false),
            Clock.systemUTC());
    server.start();
    try (RawClient client = new RawClient(server.address())) {
      assertThat(client.send("POST /sandbox/inject" + END).read().status()).isEqualTo(404);
    } finally {
      server.stop(Duration.ZERO);
    }
  }
}
