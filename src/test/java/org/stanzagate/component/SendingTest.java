package org.stanzagate.component;

import static org.assertj.core.api.Assertions.assertThat;
import static org.stanzagate.component.ComponentFixture.get;
import static org.stanzagate.component.ComponentFixture.stanza;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.stanzagate.component.ScriptedServer.Peer;
import org.stanzagate.stanza.Stanza;

@Timeout(60)
class SendingTest {
  private static final String MESSAGE =
      "<message to='a@example.net' from='rest.example.net' id='1'><body>%s</body></message>";

  /** What the server did not read yet: more than any socket's buffers hold. */
  private static final int UNREAD = 60;

  private static final String LARGE = MESSAGE.formatted("x".repeat(250_000));

  @Test
  void aStanzaGoesOutBareInTheStreamsNamespace() throws Exception {
    try (ComponentFixture fixture = new ComponentFixture()) {
      Peer peer = fixture.connect();
      CompletableFuture<Delivery> delivery =
          fixture.send(
              "<message to='a@example.net' from='rest.example.net'>&lt;<b xmlns='urn:x'>é</b>"
                  + " mixed</message>");
      peer.expect(
          "<message to='a@example.net' from='rest.example.net'>&lt;<b xmlns='urn:x'>é</b>"
              + " mixed</message>");
      assertThat(get(delivery)).isEqualTo(new Delivery.Written());
    }
  }

  @Test
  void manyThreadsSendAtOnceAndEachStanzaArrivesWhole() throws Exception {
    ExecutorService senders = Executors.newFixedThreadPool(8);
    try (ComponentFixture fixture = new ComponentFixture()) {
      Peer peer = fixture.connect();
      Stanza stanza = stanza(MESSAGE.formatted("hello"));
      List<Future<Delivery>> sent = new ArrayList<>();
      for (int i = 0; i < 2_000; i++) {
        sent.add(senders.submit(() -> get(fixture.component.send(stanza))));
      }
      peer.expect(MESSAGE.formatted("hello").repeat(2_000));
      for (Future<Delivery> delivery : sent) {
        assertThat(delivery.get()).isEqualTo(new Delivery.Written());
      }
    } finally {
      senders.shutdownNow();
    }
  }

  @Test
  void aStanzaAtTheLimitGoesOutAndOneByteMoreDoesNot() throws Exception {
    try (ComponentFixture fixture = new ComponentFixture()) {
      Peer peer = fixture.connect();
      int room = ComponentFixture.MAX_SEND - MESSAGE.formatted("").length();
      assertThat(get(fixture.send(MESSAGE.formatted("x".repeat(room + 1)))))
          .isEqualTo(
              new NotSent.TooLarge(ComponentFixture.MAX_SEND + 1, ComponentFixture.MAX_SEND));
      String largest = MESSAGE.formatted("x".repeat(room));
      CompletableFuture<Delivery> delivery = fixture.send(largest);
      peer.expect(largest);
      assertThat(get(delivery)).isEqualTo(new Delivery.Written());
    }
  }

  @Test
  void withoutAStreamNothingIsTaken() throws Exception {
    try (ComponentFixture fixture = new ComponentFixture()) {
      assertThat(get(fixture.send(MESSAGE.formatted("hello"))))
          .isInstanceOfSatisfying(
              NotSent.Unavailable.class,
              no -> {
                assertThat(no.reason()).contains("no connection");
                assertThat(no.retryAfter()).isEqualTo(Duration.ofSeconds(1));
              });
    }
  }

  @Test
  void beforeTheHandshakeIsAcceptedNothingIsTaken() throws Exception {
    try (ComponentFixture fixture = new ComponentFixture()) {
      fixture.start();
      Peer peer = fixture.server.accept();
      peer.expect(ScriptedServer.COMPONENT_HEADER);
      assertThat(get(fixture.send(MESSAGE.formatted("hello"))))
          .isInstanceOf(NotSent.Unavailable.class);
      peer.send(ScriptedServer.HEADER);
      peer.expect(ScriptedServer.PROOF);
    }
  }

  @Test
  void whileTheServerIsAwayOneIsToldWhenTheNextTryComes() throws Exception {
    Timings slow = ComponentFixture.retry(Duration.ofSeconds(25), Duration.ofSeconds(25));
    try (ComponentFixture fixture = new ComponentFixture(slow)) {
      fixture.server.close();
      fixture.start();
      fixture.awaitWarning("Connection refused");
      assertThat(get(fixture.send(MESSAGE.formatted("hello"))))
          .isInstanceOfSatisfying(
              NotSent.Unavailable.class,
              no ->
                  assertThat(no.retryAfter())
                      .isBetween(Duration.ofSeconds(2), Duration.ofSeconds(25)));
    }
  }

  @Test
  void aServerThatReadsNothingFillsTheQueueAndWhatWasTakenStillArrives() throws Exception {
    try (ComponentFixture fixture = new ComponentFixture()) {
      Peer peer = fixture.connect();
      List<CompletableFuture<Delivery>> taken = new ArrayList<>();
      CompletableFuture<Delivery> next = fixture.send(LARGE);
      while (!isRefused(next)) {
        taken.add(next);
        next = fixture.send(LARGE);
      }
      assertThat(get(next))
          .isInstanceOfSatisfying(
              NotSent.Unavailable.class, no -> assertThat(no.reason()).contains("Too many"));
      assertThat(taken).hasSizeGreaterThan(16 * 1024 * 1024 / LARGE.length() - 1);
      peer.expect(LARGE.repeat(taken.size()));
      for (CompletableFuture<Delivery> delivery : taken) {
        assertThat(get(delivery)).isEqualTo(new Delivery.Written());
      }
    }
  }

  private static boolean isRefused(CompletableFuture<Delivery> delivery) {
    return delivery.isDone() && delivery.join() instanceof NotSent;
  }

  @Test
  void whatIsQueuedWhenTheConnectionBreaksIsNotSent() throws Exception {
    try (ComponentFixture fixture = new ComponentFixture()) {
      Peer peer = fixture.connect();
      List<CompletableFuture<Delivery>> queued = queue(fixture);
      peer.cut();
      assertThat(get(queued.get(UNREAD - 1))).isInstanceOf(NotSent.Unavailable.class);
      assertNoneWrittenBehindOneThatWasNot(queued);
    }
  }

  @Test
  void whatIsQueuedWhenAStreamErrorComesIsNotSent() throws Exception {
    try (ComponentFixture fixture =
        new ComponentFixture(ComponentFixture.farewell(Duration.ofMillis(100)))) {
      Peer peer = fixture.connect();
      List<CompletableFuture<Delivery>> queued = queue(fixture);
      peer.send(
          "<stream:error><policy-violation xmlns='urn:ietf:params:xml:ns:xmpp-streams'/>"
              + "</stream:error></stream:stream>");
      assertThat(get(queued.get(UNREAD - 1))).isInstanceOf(NotSent.Unavailable.class);
      assertNoneWrittenBehindOneThatWasNot(queued);
      fixture.awaitWarning("component.max_send");
      assertThat(fixture.acceptStream()).isNotNull();
    }
  }

  private static List<CompletableFuture<Delivery>> queue(ComponentFixture fixture)
      throws Exception {
    List<CompletableFuture<Delivery>> queued = new ArrayList<>();
    for (int i = 0; i < UNREAD; i++) {
      queued.add(fixture.send(LARGE));
    }
    return queued;
  }

  private static void assertNoneWrittenBehindOneThatWasNot(List<CompletableFuture<Delivery>> queued)
      throws Exception {
    boolean broken = false;
    for (CompletableFuture<Delivery> delivery : queued) {
      broken |= get(delivery) instanceof NotSent;
      assertThat(get(delivery) instanceof NotSent).isEqualTo(broken);
    }
  }
}
