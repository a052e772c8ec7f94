package org.stanzagate.component;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;
import static org.stanzagate.component.ComponentFixture.get;
import static org.stanzagate.component.ComponentFixture.stanza;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.stanzagate.component.ScriptedServer.Peer;
import org.stanzagate.stanza.Kind;

/** What is counted of the streams, and of those that wait. */
@Timeout(60)
class CountingTest {
  private static final String MESSAGE =
      "<message from='a@example.net/x' to='bot@rest.example.net'><body>Hi</body></message>";
  private static final String SENT = "<message from='rest.example.net' to='a@example.net'/>";
  private static final String IQ =
      "<iq type='get' id='%s' from='bot@rest.example.net' to='a@example.net/x'>"
          + "<ping xmlns='urn:xmpp:ping'/></iq>";
  private static final String RESULT =
      "<iq type='result' id='%s' from='a@example.net/x' to='bot@rest.example.net'/>";

  private ComponentFixture fixture;

  @BeforeEach
  void open() throws Exception {
    fixture = new ComponentFixture();
  }

  @AfterEach
  void close() throws Exception {
    fixture.close();
  }

  private StreamCounters counters() {
    return fixture.component.counters();
  }

  private String nextEnd() throws InterruptedException {
    return String.valueOf(fixture.ends.poll(20, TimeUnit.SECONDS));
  }

  @Test
  void stanzasCountOnceTheyAreWrittenOrHaveComeWhole() throws Exception {
    get(fixture.send(SENT));
    assertThat(counters().sent(Kind.MESSAGE)).as("there is no stream").isZero();
    assertThat(counters().lastReceived()).isEmpty();

    Peer peer = fixture.connect();
    get(fixture.send(SENT));
    get(fixture.send(SENT));
    CompletableFuture<Reply> reply = fixture.request(IQ.formatted("1"));
    peer.send(MESSAGE + RESULT.formatted("1"));
    get(reply);

    assertThat(counters().sent(Kind.MESSAGE)).isEqualTo(2);
    await().until(() -> counters().sent(Kind.IQ) == 1);
    assertThat(counters().received(Kind.MESSAGE)).isEqualTo(1);
    assertThat(counters().received(Kind.IQ)).isEqualTo(1);
    assertThat(counters().received(Kind.PRESENCE)).isZero();
    assertThat(counters().lastReceived()).isPresent();
  }

  @Test
  void ourPingToOurselvesIsNobodysStanza() throws Exception {
    try (ComponentFixture quick =
        new ComponentFixture(ComponentFixture.keepalive(Duration.ofMillis(50)))) {
      Peer peer = quick.connect();
      peer.send(peer.readThrough("</iq>"));
      peer.send(MESSAGE);
      quick.nextReceived();
      StreamCounters counters = quick.component.counters();
      assertThat(counters.sent(Kind.IQ)).isZero();
      assertThat(counters.received(Kind.IQ)).isZero();
      assertThat(counters.received(Kind.MESSAGE)).isEqualTo(1);
    }
  }

  @Test
  void whatWaitsIsToldOfUntilItEndsInOneOfFourWays() throws Exception {
    get(fixture.request(IQ.formatted("early")));
    assertThat(nextEnd()).isEqualTo("IQ NOT_SENT");

    Peer peer = fixture.connect();
    CompletableFuture<Reply> first = fixture.request(IQ.formatted("1"));
    CompletableFuture<Reply> second = fixture.request(IQ.formatted("2"));
    assertThat(fixture.component.waiting(Kind.IQ)).isEqualTo(2);
    assertThat(fixture.component.waiting(Kind.MESSAGE)).isZero();
    assertThat(fixture.component.waiting(1)).hasSize(1);
    assertThat(fixture.component.waiting(10))
        .extracting(WaitingStanza::id, WaitingStanza::payload, WaitingStanza::namespace)
        .containsExactlyInAnyOrder(
            tuple("1", "ping", "urn:xmpp:ping"), tuple("2", "ping", "urn:xmpp:ping"));

    peer.send(RESULT.formatted("1"));
    get(first);
    assertThat(nextEnd()).isEqualTo("IQ ANSWERED");
    second.cancel(false);
    assertThat(nextEnd()).isEqualTo("IQ ABANDONED");
    get(fixture.component.request(stanza(IQ.formatted("3")), Duration.ofMillis(1)));
    assertThat(nextEnd()).isEqualTo("IQ TIMEOUT");
    assertThat(fixture.component.waiting(10)).isEmpty();
  }

  @Test
  void everyEndHasItsReasonAndEachStreamButTheFirstIsAReconnect() throws Exception {
    Peer peer = fixture.connect();
    assertThat(counters().lastDisconnect()).isEmpty();
    peer.send(
        "<stream:error><system-shutdown xmlns='urn:ietf:params:xml:ns:xmpp-streams'/>"
            + "</stream:error></stream:stream>");
    ended(Disconnect.Reason.STREAM_ERROR, "system-shutdown");
    fixture.acceptStream().send("</stream:stream>");
    ended(Disconnect.Reason.CLOSED, "closed the stream");
    fixture.acceptStream().cut();
    ended(Disconnect.Reason.BROKEN, "broke");
    assertThat(counters().opened()).isEqualTo(3);
    assertThat(counters().reconnects()).isEqualTo(2);
  }

  private void ended(Disconnect.Reason reason, String text) {
    await().until(() -> counters().disconnects(reason) == 1);
    assertThat(counters().lastDisconnect().orElseThrow().reason()).isEqualTo(reason);
    assertThat(counters().lastDisconnect().orElseThrow().text()).contains(text);
  }
}
