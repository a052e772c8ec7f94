package org.stanzagate.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.stanzagate.http.ServerUnderTest.postXml;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.stanzagate.component.Reply;
import org.stanzagate.component.ScriptedComponent;

class WaitingTest {
  private ServerUnderTest server;

  @BeforeEach
  void start() throws IOException {
    server = new ServerUnderTest();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private static String ping(String id) {
    return postXml(
        "<iq type='get' id='" + id + "' to='example.org'><ping xmlns='urn:xmpp:ping'/></iq>");
  }

  private static void answer(ScriptedComponent.Request request) {
    request.reply().complete(new Reply.Answer(request.iq().reply("result")));
  }

  @Test
  void thousandsWaitWithoutAThreadEach() throws Exception {
    int threads = Thread.activeCount();
    List<RawClient> clients = new ArrayList<>();
    List<ScriptedComponent.Request> requests = new ArrayList<>();
    for (int i = 0; i < 2000; i++) {
      clients.add(server.client().send(ping("p" + i)));
    }
    for (int i = 0; i < 2000; i++) {
      requests.add(server.component.nextRequest());
    }
    // Threads of other tests may come and go meanwhile; a thread each would be 2,000.
    assertThat(Thread.activeCount()).isLessThan(threads + 50);

    requests.forEach(WaitingTest::answer);
    for (int i = 0; i < 2000; i++) {
      var answer = clients.get(i).read();
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.header("Stanza-Id")).isEqualTo("p" + i);
      clients.get(i).close();
    }
  }

  @Test
  void whatAClientWaitedForIsCancelledWhenItLeaves() throws Exception {
    RawClient leaving = server.client().send(ping("p1"));
    try (RawClient staying = server.client()) {
      var left = server.component.nextRequest();
      staying.send(ping("p2"));
      var other = server.component.nextRequest();

      leaving.close();
      await().untilAsserted(() -> assertThat(left.reply()).isCancelled());

      assertThat(other.reply()).isNotDone();
      answer(other);
      assertThat(staying.read().status()).isEqualTo(200);
    }
  }

  @Test
  void aClientThatHasNothingMoreToSayHasLeft() throws Exception {
    try (RawClient client = server.client()) {
      client.send(ping("p1"));
      var request = server.component.nextRequest();

      client.shutdownOutput();
      await().untilAsserted(() -> assertThat(request.reply()).isCancelled());
      assertThat(client.isClosedByServer()).isTrue();
    }
  }

  @Test
  void anAnswerThatComesAsTheClientLeavesHarmsNobody() throws Exception {
    for (int i = 0; i < 50; i++) {
      RawClient client = server.client().send(ping("p" + i));
      var request = server.component.nextRequest();
      client.close();
      answer(request);
    }
    try (RawClient client = server.client()) {
      assertThat(client.send("GET /healthz HTTP/1.1\nHost: localhost\n\n").read().status())
          .isEqualTo(200);
    }
  }

  @Test
  void requestsSentAheadAreAnsweredInTheirOrder() throws Exception {
    try (RawClient client = server.client()) {
      client.send(ping("p1") + ping("p2"));
      var first = server.component.nextRequest();
      client.send(postXml("<presence id='p3' to='a@example.org'/>"));
      answer(first);
      assertThat(client.read().header("Stanza-Id")).isEqualTo("p1");

      var second = server.component.nextRequest();
      client.send("GET /healthz HTTP/1.1\nHost: localhost\n\n");
      answer(second);
      assertThat(client.read().header("Stanza-Id")).isEqualTo("p2");
      assertThat(client.read().header("Stanza-Id")).isEqualTo("p3");
      assertThat(client.read().body()).isEqualTo("ok\n");
    }
  }

  @Test
  void aRequestSentWhileOneWaitsIsKeptInAllItsParts() throws Exception {
    try (RawClient client = server.client();
        RawClient other = server.client()) {
      client.send(ping("p1"));
      var first = server.component.nextRequest();
      String next = postXml("<presence id='p2' to='a@example.org'/>").replace("\n", "\r\n");
      for (int i = 0; i < next.length(); i += 20) {
        client.sendExactly(next.substring(i, Math.min(i + 20, next.length())));
        other.send("GET /healthz HTTP/1.1\nHost: localhost\n\n");
        assertThat(other.read().status()).isEqualTo(200);
      }
      answer(first);

      assertThat(client.read().header("Stanza-Id")).isEqualTo("p1");
      assertThat(client.read().header("Stanza-Id")).isEqualTo("p2");
    }
  }

  @Test
  void aFloodBehindAWaitingRequestIsNotReadOn() throws Exception {
    try (RawClient client = server.client()) {
      client.send(ping("p1"));
      var first = server.component.nextRequest();
      String body = "<message to='a@example.org'><body>" + "x".repeat(90_000) + "</body></message>";
      client.send(postXml(body));
      client.send(postXml(body));
      answer(first);

      assertThat(client.read().status()).isEqualTo(200);
      assertThat(client.read().status()).isEqualTo(202);
      assertThat(client.read().status()).isEqualTo(202);
    }
  }

  @Test
  void theStopAnswersThoseThatWaitAndRefusesNewOnes() throws Exception {
    try (RawClient waiting = server.client();
        RawClient late = server.client()) {
      assertThat(late.send("GET /healthz HTTP/1.1\nHost: localhost\n\n").read().status())
          .isEqualTo(200);
      waiting.send(ping("p1"));
      var request = server.component.nextRequest();
      Thread stop = new Thread(() -> server.server.stop(Duration.ofSeconds(20)));
      stop.start();
      // The stop has begun as soon as it is seen to wait.
      await()
          .untilAsserted(() -> assertThat(stop.getState()).isEqualTo(Thread.State.TIMED_WAITING));

      var refused = late.send(ping("p2")).read();
      assertThat(refused.status()).isEqualTo(503);
      assertThat(refused.header("Retry-After")).isNotEmpty();
      assertThat(refused.header("Connection")).isEqualTo("close");
      assertThat(late.isClosedByServer()).isTrue();

      answer(request);
      assertThat(waiting.read().status()).isEqualTo(200);
      stop.join(20_000);
      assertThat(stop.isAlive()).isFalse();
    }
  }

  @Test
  void whatStillWaitsAfterTheGraceIs504() throws Exception {
    try (RawClient waiting = server.client()) {
      waiting.send(ping("p1"));
      var request = server.component.nextRequest();

      server.server.stop(Duration.ofMillis(1));
      assertThat(waiting.read().status()).isEqualTo(504);
      assertThat(waiting.isClosedByServer()).isTrue();
      assertThat(request.reply()).isCancelled();
    }
  }
}
