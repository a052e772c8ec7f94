package org.stanzagate.component;

import static org.assertj.core.api.Assertions.assertThat;
import static org.stanzagate.component.ComponentFixture.get;
import static org.stanzagate.component.ComponentFixture.stanza;
import static org.stanzagate.component.ScriptedServer.CLOSING_TAG;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.stanzagate.component.ScriptedServer.Peer;

@Timeout(60)
class StoppingTest {
  private static final String MESSAGE =
      "<message to='a@example.net' from='rest.example.net'><body>%s</body></message>";
  private static final String IQ =
      "<iq type='get' id='%s' from='rest.example.net' to='a@example.net/x'>"
          + "<ping xmlns='urn:xmpp:ping'/></iq>";

  @AfterEach
  void noThreadIsLeft() {
    assertThat(Thread.getAllStackTraces().keySet())
        .filteredOn(Thread::isAlive)
        .extracting(Thread::getName)
        .noneMatch(name -> name.startsWith("component-"));
  }

  @Test
  void whatIsQueuedGoesOutBeforeTheGoodbye() throws Exception {
    try (ComponentFixture fixture = new ComponentFixture()) {
      Peer peer = fixture.connect();
      String large = MESSAGE.formatted("x".repeat(250_000));
      List<CompletableFuture<Delivery>> queued = new ArrayList<>();
      for (int i = 0; i < 60; i++) {
        queued.add(fixture.send(large));
      }
      Thread stop = fixture.stop();
      peer.expect(large.repeat(60) + CLOSING_TAG);
      peer.send(CLOSING_TAG);
      stop.join();
      for (CompletableFuture<Delivery> delivery : queued) {
        assertThat(get(delivery)).isEqualTo(new Delivery.Written());
      }
      peer.expectEnd();
      assertThat(fixture.warnings()).isEmpty();
    }
  }

  @Test
  void whatArrivesUntilTheServersGoodbyeIsHandedOver() throws Exception {
    try (ComponentFixture fixture = new ComponentFixture()) {
      Peer peer = fixture.connect();
      CompletableFuture<Reply> reply = fixture.request(IQ.formatted("1"));
      peer.expect(IQ.formatted("1"));
      Thread stop = fixture.stop();
      peer.expect(CLOSING_TAG);
      assertThat(fixture.component.isConnected()).isFalse();
      peer.send("<message from='a@example.net' to='rest.example.net'/>");
      assertThat(fixture.nextReceived())
          .isEqualTo(stanza("<message from='a@example.net' to='rest.example.net'/>"));
      peer.send("<iq type='result' id='1' to='rest.example.net' from='a@example.net/x'/>");
      assertThat(get(reply)).isInstanceOf(Reply.Answer.class);
      peer.send(CLOSING_TAG);
      stop.join();
    }
  }

  @Test
  void afterwardsNothingIsTakenAndNobodyIsLeftWaiting() throws Exception {
    try (ComponentFixture fixture = new ComponentFixture()) {
      Peer peer = fixture.connect();
      CompletableFuture<Reply> reply = fixture.request(IQ.formatted("1"));
      peer.expect(IQ.formatted("1"));
      Thread stop = fixture.stop();
      peer.expect(CLOSING_TAG);
      assertThat(get(fixture.send(MESSAGE.formatted("late"))))
          .isInstanceOfSatisfying(
              NotSent.Unavailable.class, no -> assertThat(no.reason()).contains("stopping"));
      assertThat(get(fixture.request(IQ.formatted("2")))).isInstanceOf(NotSent.Unavailable.class);
      assertThat(reply).isNotDone();
      peer.send(CLOSING_TAG);
      stop.join();
      assertThat(get(reply)).isInstanceOf(Reply.NoAnswer.class);
      assertThat(fixture.component.waiting()).isZero();
      assertThat(fixture.timer.getQueue()).isEmpty();
      fixture.component.stop();
    }
  }

  @Test
  void aServerThatDoesNotSayGoodbyeIsLeftInTime() throws Exception {
    try (ComponentFixture fixture =
        new ComponentFixture(ComponentFixture.farewell(Duration.ofMillis(100)))) {
      Peer peer = fixture.connect();
      fixture.component.stop();
      peer.expect(CLOSING_TAG);
      peer.expectEnd();
    }
  }

  @Test
  void aServerThatReadsNothingIsLeftInTimeToo() throws Exception {
    try (ComponentFixture fixture =
        new ComponentFixture(ComponentFixture.farewell(Duration.ofMillis(300)))) {
      Peer peer = fixture.connect();
      List<CompletableFuture<Delivery>> queued = new ArrayList<>();
      for (int i = 0; i < 60; i++) {
        queued.add(fixture.send(MESSAGE.formatted("x".repeat(250_000))));
      }
      fixture.component.stop();
      assertThat(get(queued.get(59))).isInstanceOf(NotSent.Unavailable.class);
      peer.close();
    }
  }

  @Test
  void itStopsWithoutEverHavingStarted() throws Exception {
    try (ComponentFixture fixture = new ComponentFixture()) {
      fixture.component.stop();
      assertThat(get(fixture.send(MESSAGE.formatted("x")))).isInstanceOf(NotSent.Unavailable.class);
    }
  }

  @Test
  void itStopsInTheHandshake() throws Exception {
    try (ComponentFixture fixture = new ComponentFixture()) {
      fixture.start();
      Peer peer = fixture.server.accept();
      peer.expect(ScriptedServer.COMPONENT_HEADER);
      fixture.component.stop();
      peer.expectEnd();
      assertThat(fixture.warnings()).isEmpty();
    }
  }

  @Test
  void itStopsWhileItWaitsForTheNextTry() throws Exception {
    Timings slow = ComponentFixture.retry(Duration.ofHours(1), Duration.ofHours(1));
    try (ComponentFixture fixture = new ComponentFixture(slow)) {
      fixture.server.close();
      fixture.start();
      fixture.awaitWarning("Connection refused");
      fixture.component.stop();
    }
  }

  @Test
  void itStopsFromTheListenerToo() throws Exception {
    ComponentFixture[] itself = new ComponentFixture[1];
    try (ComponentFixture fixture =
        new ComponentFixture(ComponentFixture.PATIENT, stanza -> itself[0].component.stop())) {
      itself[0] = fixture;
      Peer peer = fixture.connect();
      peer.send("<message from='a@example.net' to='rest.example.net'/>");
      peer.expect(CLOSING_TAG);
      peer.send(CLOSING_TAG);
      peer.expectEnd();
    }
  }

  @Test
  void startAndStopAtTheSameMomentLeaveNothingBehind() throws Exception {
    for (int i = 0; i < 50; i++) {
      try (ComponentFixture fixture =
          new ComponentFixture(ComponentFixture.farewell(Duration.ofMillis(20)))) {
        Thread stop = fixture.stop();
        fixture.start();
        stop.join();
        fixture.component.stop();
        assertThat(fixture.component.isConnected()).isFalse();
      }
    }
  }
}
