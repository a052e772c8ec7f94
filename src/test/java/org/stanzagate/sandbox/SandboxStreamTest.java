package org.stanzagate.sandbox;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.stanzagate.stanza.Jids;
import org.stanzagate.stanza.Namespaces;
import org.stanzagate.stanza.Stanza;
import org.stanzagate.xml.StreamReader;
import org.stanzagate.xml.XmlException;

/** What the component says, and what it hears. */
class SandboxStreamTest {
  private static final String HEADER =
      "<stream:stream xmlns='jabber:component:accept' xmlns:stream='http://etherx.jabber.org/streams' to='gw.example'>";
  private static final String ANSWER =
      "<?xml version='1.0'?><stream:stream xmlns='jabber:component:accept'"
          + " xmlns:stream='http://etherx.jabber.org/streams' from='gw.example' id='3BF96D32'>";

  /** SHA-1 of 3BF96D32s3cret. */
  private static final String HANDSHAKE =
      "<handshake>a984b871214a298f0f743fcd25f99b10838ba12b</handshake>";

  private final StringBuilder heard = new StringBuilder();
  private final List<Stanza> received = new ArrayList<>();
  private boolean free = true;
  private SandboxStream stream;
  private StreamReader reader;

  @BeforeEach
  void open() throws Exception {
    stream =
        new SandboxStream(
            Jids.parse("gw.example"),
            "s3cret",
            "3BF96D32",
            () -> free,
            received::add,
            heard::append);
    reader = new StreamReader(1_000, Namespaces.CLIENT, stream);
  }

  private void say(String xml) {
    byte[] bytes = xml.getBytes(UTF_8);
    try {
      reader.feed(bytes, 0, bytes.length);
    } catch (XmlException e) {
      stream.broken(e);
    }
  }

  private void assertEndsWith(String condition) {
    assertThat(heard.toString())
        .contains(
            "<stream:error ", "<" + condition + " xmlns='urn:ietf:params:xml:ns:xmpp-streams'/>")
        .endsWith("</stream:error></stream:stream>");
    assertThat(stream.hasEnded()).isTrue();
  }

  @Test
  void theRightSecretOpensTheStream() {
    say(HEADER);
    assertThat(heard).hasToString(ANSWER);
    assertThat(stream.isAccepted()).isFalse();

    say(HANDSHAKE);
    assertThat(heard).hasToString(ANSWER + "<handshake/>");
    assertThat(stream.isAccepted()).isTrue();
    assertThat(stream.hasEnded()).isFalse();
  }

  @Test
  void stanzasAreHandedOnAsClientsHaveThem() {
    say(
        HEADER
            + HANDSHAKE
            + "<message from='a@gw.example' to='echo@sandbox'><body>x</body></message>");

    assertThat(received).hasSize(1);
    assertThat(received.get(0).element().element(Namespaces.CLIENT, "body")).isPresent();
  }

  @Test
  void aWrongSecretIsNotAuthorized() {
    say(HEADER + "<handshake>0123456789012345678901234567890123456789</handshake>");
    assertEndsWith("not-authorized");
    assertThat(stream.isAccepted()).isFalse();
  }

  @Test
  void stanzasBeforeTheHandshakeAreNotAuthorized() {
    say(HEADER + "<message from='gw.example' to='echo@sandbox'/>" + HANDSHAKE);
    assertEndsWith("not-authorized");
    assertThat(received).isEmpty();
  }

  @Test
  void anotherDomainIsUnknown() {
    say(HEADER.replace("gw.example", "other.example") + HANDSHAKE);
    assertEndsWith("host-unknown");
    assertThat(heard).startsWith(ANSWER);
  }

  @Test
  void aClientsStreamIsNotTaken() {
    say(HEADER.replace("jabber:component:accept", "jabber:client"));
    assertEndsWith("invalid-namespace");
  }

  @Test
  void aSecondComponentIsAConflict() {
    free = false;
    say(HEADER + HANDSHAKE);
    assertEndsWith("conflict");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "invalid-from     | <message from='a@other.example' to='echo@sandbox'/>",
        "invalid-from       | <message to='echo@sandbox'/>",
        "improper-addressing       | <message from='gw.example' to='a@@b'/>",
        "unsupported-stanza-type       | <stanza from='gw.example' to='echo@sandbox'/>",
        "not-well-formed  | <message from='gw.example' to='echo@sandbox'><a></b></message>",
        "not-well-formed  | text",
        "restricted-xml   | <?php?>",
      })
  void whatNoServerTakesEndsTheStream(String condition, String sent) {
    say(HEADER + HANDSHAKE + sent + "<message from='gw.example' to='echo@sandbox'/>");
    assertEndsWith(condition);
    assertThat(received).isEmpty();
  }

  @Test
  void aStanzaThatIsTooLargeEndsTheStream() {
    String body = "<body>" + "x".repeat(1_000) + "</body>";
    say(HEADER + HANDSHAKE + "<message from='gw.example' to='echo@sandbox'>" + body + "</message>");
    assertEndsWith("policy-violation");
  }

  @Test
  void theEndIsAnsweredWithTheEnd() {
    say(HEADER + HANDSHAKE + "</stream:stream>");
    assertThat(heard).hasToString(ANSWER + "<handshake/></stream:stream>");
    assertThat(stream.hasEnded()).isTrue();
  }
}
