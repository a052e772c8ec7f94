package org.stanzagate.component;

import static org.assertj.core.api.Assertions.assertThat;
import static org.stanzagate.component.ComponentFixture.get;
import static org.stanzagate.component.ComponentFixture.stanza;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.stanzagate.component.ScriptedServer.Peer;

/** A message or presence that is waited for is answered by the error that it comes back as. */
@Timeout(60)
class BounceTest {
  private static final String MESSAGE =
      "<message type='chat' id='1' from='bot@rest.example.net' to='a@example.net'>"
          + "<body>hi</body></message>";
  private static final String BOUNCE =
      "<message type='error' id='1' to='bot@rest.example.net' from='a@example.net'><error"
          + " type='cancel'><service-unavailable"
          + " xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></message>";

  private ComponentFixture fixture;
  private Peer peer;

  @BeforeEach
  void connect() throws Exception {
    fixture = new ComponentFixture();
    peer = fixture.connect();
  }

  @AfterEach
  void end() throws Exception {
    peer.close();
    fixture.close();
  }

  private CompletableFuture<Reply> request(String xml) throws Exception {
    CompletableFuture<Reply> reply = fixture.request(xml);
    peer.expect(xml);
    return reply;
  }

  private static String ofPresence(String xml) {
    return xml.replace(" type='chat'", "").replace("message", "presence");
  }

  @Test
  void theErrorIsTheAnswerAndGoesNowhereElse() throws Exception {
    CompletableFuture<Reply> message = request(MESSAGE);
    CompletableFuture<Reply> presence = request(ofPresence(MESSAGE));
    peer.send(BOUNCE);
    assertThat(get(message)).isEqualTo(new Reply.Answer(stanza(BOUNCE)));
    assertThat(presence).isNotDone();
    peer.send(ofPresence(BOUNCE));
    assertThat(get(presence)).isEqualTo(new Reply.Answer(stanza(ofPresence(BOUNCE))));
    assertThat(fixture.received).isEmpty();
    assertThat(fixture.component.waiting()).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "from='a@example.net', from='a@example.net/x'",
    "from='a@example.net', from='example.net'",
    "from='a@example.net', from='mallory@example.net'",
    "id='1', id='2'",
    "id='1', ''",
    "to='bot@rest.example.net', to='rest.example.net'",
    "type='error', type='chat'",
    "type='error', type='headline'",
    "message, presence",
  })
  void anythingElseGoesToTheListener(String part, String other) throws Exception {
    CompletableFuture<Reply> reply = request(MESSAGE);
    String stranger = BOUNCE.replace(part, other);
    peer.send(stranger);
    assertThat(fixture.nextReceived()).isEqualTo(stanza(stranger));
    assertThat(reply).isNotDone();
    peer.send(BOUNCE);
    assertThat(get(reply)).isEqualTo(new Reply.Answer(stanza(BOUNCE)));
  }

  @Test
  void aRoomRefusesAMessageAndAJoin() throws Exception {
    String said =
        "<message type='groupchat' id='g' from='bot@rest.example.net' to='Room@muc.example.net'/>";
    CompletableFuture<Reply> message = fixture.request(said);
    peer.expect(said.replace("Room", "room"));
    String join =
        "<presence id='j' from='bot@rest.example.net' to='room@muc.example.net/Nick'>"
            + "<x xmlns='http://jabber.org/protocol/muc'/></presence>";
    CompletableFuture<Reply> presence = request(join);
    peer.send(
        "<message type='groupchat' id='g' to='bot@rest.example.net'"
            + " from='room@muc.example.net/Nick'/>");
    assertThat(fixture.nextReceived().type()).isEqualTo("groupchat");
    peer.send(
        "<message type='error' id='g' to='bot@rest.example.net' from='room@muc.example.net'>"
            + "<error type='auth'/></message>"
            + "<presence type='error' id='j' to='bot@rest.example.net'"
            + " from='room@muc.example.net/Nick'><error type='auth'/></presence>");
    assertThat(get(message)).isInstanceOf(Reply.Answer.class);
    assertThat(get(presence)).isInstanceOf(Reply.Answer.class);
  }

  @Test
  void withoutABounceTheTimeRunsOutAndALateOneGoesToTheListener() throws Exception {
    Duration timeout = Duration.ofMillis(30);
    CompletableFuture<Reply> reply = fixture.component.request(stanza(MESSAGE), timeout);
    peer.expect(MESSAGE);
    assertThat(get(reply)).isEqualTo(new Reply.NoAnswer(timeout));
    assertThat(fixture.component.waiting()).isZero();
    peer.send(BOUNCE);
    assertThat(fixture.nextReceived()).isEqualTo(stanza(BOUNCE));
  }

  @Test
  void whatIsOnlySentIsNotWaitedFor() throws Exception {
    assertThat(get(fixture.send(MESSAGE))).isEqualTo(new Delivery.Written());
    assertThat(fixture.component.waiting()).isZero();
    peer.expect(MESSAGE);
    peer.send(BOUNCE);
    assertThat(fixture.nextReceived()).isEqualTo(stanza(BOUNCE));
  }

  @Test
  void theSameThreeOfAnotherKindAreAnother() throws Exception {
    CompletableFuture<Reply> message = request(MESSAGE);
    assertThat(get(fixture.request(MESSAGE))).isEqualTo(new NotSent.AlreadyWaiting());
    String iq =
        "<iq type='get' id='1' from='bot@rest.example.net' to='a@example.net'><q xmlns='urn:x'/>"
            + "</iq>";
    CompletableFuture<Reply> asked = request(iq);
    peer.send("<iq type='result' id='1' to='bot@rest.example.net' from='a@example.net'/>" + BOUNCE);
    assertThat(((Reply.Answer) get(asked)).stanza().isResponse()).isTrue();
    assertThat(((Reply.Answer) get(message)).stanza().isError()).isTrue();
  }

  @Test
  void aBounceThatIsTooLargeIsSaidToBeSo() throws Exception {
    CompletableFuture<Reply> reply = request(MESSAGE);
    peer.send(BOUNCE.replace("<error", "<body>" + "x".repeat(1024 * 1024) + "</body><error"));
    assertThat(get(reply))
        .isInstanceOfSatisfying(
            Reply.Unreadable.class, no -> assertThat(no.reason()).contains("larger than"));
  }
}
