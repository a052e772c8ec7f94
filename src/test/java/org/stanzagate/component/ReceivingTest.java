package org.stanzagate.component;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.stanzagate.component.ComponentFixture.stanza;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.stanzagate.component.ScriptedServer.Peer;
import org.stanzagate.stanza.Stanza;

@Timeout(60)
class ReceivingTest {
  private static final String ADDRESSES =
      " from='a@example.net/x' to='bot@rest.example.net' id='1'";
  private static final String MESSAGE = "<message" + ADDRESSES + "><body>%s</body></message>";
  private static final String AFTER =
      "<message from='b@example.net' to='rest.example.net'><body>after</body></message>";

  private ComponentFixture fixture;
  private Peer peer;

  @BeforeEach
  void connect() throws Exception {
    fixture =
        new ComponentFixture(
            ComponentFixture.PATIENT,
            stanza -> {
              if ("poison".equals(stanza.id())) {
                throw new IllegalStateException("listener");
              }
            });
    peer = fixture.connect();
  }

  @AfterEach
  void end() throws Exception {
    peer.close();
    fixture.close();
  }

  private void assertTheStreamLivesOn() throws Exception {
    peer.send(AFTER);
    assertThat(fixture.nextReceived()).isEqualTo(stanza(AFTER));
    assertThat(fixture.component.counters().opened()).isOne();
  }

  /** The error that goes back to the sender of a message. */
  private static String refusal(String condition, String text) {
    return "<message to='a@example.net/x' from='bot@rest.example.net' id='1' type='error'>"
        + "<error type='modify'><"
        + condition
        + " xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/>"
        + "<text xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'>"
        + text
        + "</text></error></message>";
  }

  @Test
  void theComponentNamespaceIsReadAsTheClientOneAtAnyDepth() throws Exception {
    String forwarded =
        "<message NS from='a@example.net' to='rest.example.net'><f xmlns='urn:f'>"
            + "<message xmlns='jabber:component:accept'><body>hi</body></message></f></message>";
    String expected = forwarded.replace("jabber:component:accept", "jabber:client");
    for (String ns :
        new String[] {"", "xmlns='jabber:client'", "xmlns='jabber:component:accept'"}) {
      peer.send(forwarded.replace("NS", ns));
      assertThat(fixture.nextReceived()).isEqualTo(stanza(expected.replace("NS", "")));
    }
  }

  @Test
  void stanzasComeInTheirOrderHoweverTheBytesAreCut() throws Exception {
    String text = " \n" + MESSAGE.formatted("é1") + "\n" + MESSAGE.formatted("2") + " ";
    for (byte b : text.getBytes(UTF_8)) {
      peer.send(new byte[] {b});
    }
    assertThat(fixture.nextReceived()).isEqualTo(stanza(MESSAGE.formatted("é1")));
    assertThat(fixture.nextReceived()).isEqualTo(stanza(MESSAGE.formatted("2")));
  }

  @Test
  void theLargestStanzaIsTaken() throws Exception {
    int room = ComponentFixture.MAX_STANZA - MESSAGE.formatted("").length();
    String largest = MESSAGE.formatted("x".repeat(room));
    peer.send(largest);
    assertThat(fixture.nextReceived()).isEqualTo(stanza(largest));
    assertThat(fixture.warnings()).isEmpty();
  }

  @Test
  void aLargerOneIsRefusedToItsSenderAndTheStreamLivesOn() throws Exception {
    int room = ComponentFixture.MAX_STANZA - MESSAGE.formatted("").length();
    peer.send(MESSAGE.formatted("x".repeat(room + 1)));
    peer.expect(refusal("policy-violation", "the stanza is larger than 524288 bytes"));
    assertTheStreamLivesOn();
    assertThat(fixture.warnings())
        .singleElement()
        .asString()
        .contains("message", "a@example.net/x", "524288");
  }

  @Test
  void oneOfManyMegabytesIsRefusedToo() throws Exception {
    peer.send("<message" + ADDRESSES + "><body>");
    for (int i = 0; i < 64; i++) {
      peer.send("x".repeat(1024 * 1024));
    }
    peer.send("</body></message>");
    peer.expect(refusal("policy-violation", "the stanza is larger than 524288 bytes"));
    assertTheStreamLivesOn();
  }

  @Test
  void aLargeQuestionIsRefusedToo() throws Exception {
    peer.send("<iq type='set'" + ADDRESSES + "><q xmlns='urn:x'>");
    peer.send("x".repeat(ComponentFixture.MAX_STANZA) + "</q></iq>");
    peer.expect(
        refusal("policy-violation", "the stanza is larger than 524288 bytes")
            .replace("message", "iq"));
    assertTheStreamLivesOn();
  }

  @Test
  void whatNeverGetsAnErrorGetsNoneForItsSize() throws Exception {
    String body = "<body>" + "x".repeat(ComponentFixture.MAX_STANZA) + "</body>";
    peer.send("<message type='groupchat'" + ADDRESSES + ">" + body + "</message>");
    peer.send("<message type='headline'" + ADDRESSES + ">" + body + "</message>");
    peer.send("<message type='error'" + ADDRESSES + ">" + body + "</message>");
    peer.send("<presence" + ADDRESSES + ">" + body + "</presence>");
    peer.send("<iq type='result'" + ADDRESSES + ">" + body + "</iq>");
    peer.send(
        "<message"
            + ADDRESSES
            + ">"
            + body
            + "<x xmlns='http://jabber.org/protocol/muc#user'/></message>");
    peer.send(
        "<message from='"
            + ComponentFixture.ROOM
            + "' to='rest.example.net'>"
            + body
            + "</message>");
    peer.send("<message" + ADDRESSES + ">" + "<a/><b/>".repeat(2_500) + body + "</message>");
    assertTheStreamLivesOn();
    assertThat(fixture.warnings()).hasSize(8);
    peer.send(
        MESSAGE.replace("'1'", "'2'").formatted("<deep>".repeat(200) + "</deep>".repeat(200)));
    assertThat(peer.readThrough("</message>")).contains("policy-violation", "id='2'");
  }

  @Test
  void oneThatIsTooDeepIsRefusedToItsSender() throws Exception {
    peer.send(MESSAGE.formatted("<deep>".repeat(126) + "</deep>".repeat(126)));
    assertThat(fixture.nextReceived().id()).isEqualTo("1");
    peer.send(MESSAGE.formatted("<deep>".repeat(127) + "</deep>".repeat(127)));
    assertThat(peer.readThrough("</message>"))
        .contains("to='a@example.net/x'", "<policy-violation ", "128");
    assertTheStreamLivesOn();
  }

  @Test
  void oneThatIsNotWellFormedIsRefusedToItsSender() throws Exception {
    peer.send(MESSAGE.formatted("<undeclared:prefix/>"));
    assertThat(peer.readThrough("</message>")).contains("to='a@example.net/x'", "<bad-request ");
    assertTheStreamLivesOn();
  }

  @Test
  void whatIsNoProperStanzaIsDroppedWithAWarning() throws Exception {
    peer.send("<message to='rest.example.net'><body>from nobody</body></message>");
    peer.send("<message from='@@' to='rest.example.net'/>");
    peer.send("<thing from='a@example.net' to='rest.example.net'/>");
    assertTheStreamLivesOn();
    assertThat(fixture.warnings()).hasSize(3);
  }

  @Test
  void aListenerThatThrowsLosesThatStanzaAlone() throws Exception {
    peer.send(MESSAGE.replace("id='1'", "id='poison'").formatted("body"));
    assertThat(fixture.nextReceived().id()).isEqualTo("poison");
    assertTheStreamLivesOn();
    assertThat(fixture.warnings()).singleElement().asString().contains("fault of the gateway");
  }

  @Test
  void aStreamMayHoldAnyNumberOfReferences() throws Exception {
    String references = "&amp;&lt;&#233;".repeat(30_000);
    String message = MESSAGE.formatted(references);
    Stanza expected = stanza(message);
    for (int i = 0; i < 10; i++) {
      peer.send(message);
      assertThat(fixture.nextReceived()).isEqualTo(expected);
    }
  }

  @Test
  void aStreamMayHoldAnyNumberOfNames() throws Exception {
    for (int i = 0; i < 200; i++) {
      StringBuilder names = new StringBuilder();
      for (int j = 0; j < 1_000; j++) {
        names.append("<n").append(i).append('-').append(j).append(" xmlns='urn:x'/>");
      }
      peer.send(MESSAGE.formatted(names));
      assertThat(fixture.nextReceived().element().elements().get(0).elements()).hasSize(1_000);
    }
  }
}
