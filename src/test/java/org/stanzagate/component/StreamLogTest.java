package org.stanzagate.component;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.stanzagate.component.ScriptedServer.CLOSING_TAG;
import static org.stanzagate.component.ScriptedServer.COMPONENT_HEADER;
import static org.stanzagate.component.ScriptedServer.HEADER;
import static org.stanzagate.component.ScriptedServer.PROOF;
import static org.stanzagate.component.ScriptedServer.SECRET;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;
import org.slf4j.event.KeyValuePair;
import org.stanzagate.component.ScriptedServer.Peer;

@Timeout(60)
class StreamLogTest {
  private static final String OPENED =
      "<stream:stream xmlns:stream='http://etherx.jabber.org/streams' ";

  private final Logger logger = (Logger) LoggerFactory.getLogger(StreamLog.class);

  @BeforeEach
  void debug() {
    logger.setLevel(Level.DEBUG);
  }

  @AfterEach
  void asBefore() {
    logger.setLevel(null);
  }

  @Test
  void bothDirectionsAreShownFromHeaderToEndTag() throws Exception {
    try (ComponentFixture fixture = new ComponentFixture()) {
      Peer peer = fixture.connect();
      peer.send(
          "<message from='a@example.net' to='rest.example.net' id='m1'><body>Hi</body></message>");
      fixture.nextReceived();
      ComponentFixture.get(
          fixture.send("<presence from='rest.example.net' to='a@example.net' id='p1'/>"));
      peer.expect("<presence from='rest.example.net' to='a@example.net' id='p1'/>");
      Thread stopping = fixture.stop();
      peer.expect(CLOSING_TAG);
      peer.send(CLOSING_TAG);
      stopping.join();

      assertThat(lines(fixture))
          .containsExactly(
              "out " + OPENED + "to='rest.example.net' xmlns='jabber:component:accept'>",
              "in "
                  + OPENED
                  + "from='rest.example.net' id='3BF96D32' xmlns='jabber:component:accept'>",
              "out <handshake>(secret)</handshake>",
              "in <handshake/>",
              "in <message from='a@example.net' to='rest.example.net' id='m1'><body>Hi</body></message>",
              "out <presence from='rest.example.net' to='a@example.net' id='p1'/>",
              "out </stream:stream>",
              "in </stream:stream>");
    }
  }

  @Test
  void eachStanzaHasItsIdBesideTheText() throws Exception {
    try (ComponentFixture fixture = new ComponentFixture()) {
      Peer peer = fixture.connect();
      peer.send(
          "<message from='a@example.net' to='rest.example.net' id='m1'/>"
              + "<message from='a@example.net' to='rest.example.net'/>"
              + "<message from='a@example.net' to='rest.example.net' id='"
              + SECRET
              + "'/>");
      fixture.nextReceived();
      fixture.nextReceived();
      fixture.nextReceived();

      assertThat(fixture.logged(StreamLog.class).stream().skip(4).map(StreamLogTest::fields))
          .containsExactly("stanza=m1", "", "stanza=(secret)");
    }
  }

  @Test
  void whatCantBeReadIsShownByItsHead() throws Exception {
    try (ComponentFixture fixture = new ComponentFixture()) {
      Peer peer = fixture.connect();
      peer.send(
          "<message from='a@example.net' to='rest.example.net' id='m1' x='"
              + SECRET
              + "'><password>abc</password><a><b></a></b></message>"
              + "<message from='a@example.net' to='rest.example.net' id='m2'/>");
      fixture.nextReceived();

      assertThat(lines(fixture).get(4))
          .startsWith("in, of which only the head can be shown, for not well-formed XML")
          .endsWith(
              ": <message from='a@example.net' to='rest.example.net' id='m1'"
                  + " x='(secret)'><password/><a/></message>");
    }
  }

  @Test
  void aStreamErrorIsShown() throws Exception {
    try (ComponentFixture fixture = new ComponentFixture()) {
      fixture.start();
      Peer peer = fixture.server.accept();
      peer.expect(COMPONENT_HEADER);
      peer.send(
          HEADER
              + "<stream:error><conflict xmlns='urn:ietf:params:xml:ns:xmpp-streams'/>"
              + "</stream:error>"
              + CLOSING_TAG);
      peer.readThrough(CLOSING_TAG);
      fixture.awaitWarning("conflict");

      assertThat(lines(fixture))
          .contains(
              "in <stream:error xmlns:stream='http://etherx.jabber.org/streams'><conflict"
                  + " xmlns='urn:ietf:params:xml:ns:xmpp-streams'/></stream:error>",
              "out </stream:stream>");
    }
  }

  /** Nothing is to be shown of the next stream by the state of the one before. */
  @Test
  void theNextStreamIsShownFromItsHeaderOn() throws Exception {
    try (ComponentFixture fixture = new ComponentFixture()) {
      Peer peer = fixture.connect();
      peer.send("<message");
      peer.close();
      fixture.acceptStream();

      await().until(() -> lines(fixture).contains("in <handshake/>") && lines(fixture).size() >= 8);
      assertThat(lines(fixture).stream().filter(line -> line.equals("in <handshake/>"))).hasSize(2);
    }
  }

  @Test
  void neitherSecretNorProofIsInAnyLine() throws Exception {
    try (ComponentFixture fixture = new ComponentFixture()) {
      Peer peer = fixture.connect();
      peer.send(
          "<message from='a@example.net/%1$s' to='rest.example.net'><body>%1$s<![CDATA[%1$s]]></body><x xmlns='%1$s' y='%1$s'/></message>"
              .formatted(SECRET));
      fixture.nextReceived();
      ComponentFixture.get(
          fixture.send(
              "<message from='rest.example.net' to='a@example.net'><body>%s</body></message>"
                  .formatted(SECRET)));
      peer.readThrough("</message>");

      String digest = PROOF.replaceAll("<[^>]*>", "");
      assertThat(lines(fixture))
          .hasSize(6)
          .noneMatch(line -> line.contains(SECRET) || line.contains(digest))
          .anyMatch(line -> line.contains("<body>(secret)(secret)</body>"));
    }
  }

  @Test
  void withoutDebugNothingStandsInTheWay() throws Exception {
    logger.setLevel(Level.INFO);
    try (ComponentFixture fixture = new ComponentFixture()) {
      fixture.connect();

      assertThat(lines(fixture)).isEmpty();
    }
  }

  private static List<String> lines(ComponentFixture fixture) {
    return fixture.logged(StreamLog.class).stream()
        .map(ILoggingEvent::getFormattedMessage)
        .toList();
  }

  private static String fields(ILoggingEvent event) {
    List<KeyValuePair> pairs = event.getKeyValuePairs();
    return pairs == null
        ? ""
        : String.join(" ", pairs.stream().map(pair -> pair.key + "=" + pair.value).toList());
  }
}
