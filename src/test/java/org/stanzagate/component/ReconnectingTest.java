package org.stanzagate.component;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.stanzagate.component.ComponentFixture.stanza;
import static org.stanzagate.component.ScriptedServer.CLOSING_TAG;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.stanzagate.component.ScriptedServer.Peer;
import org.stanzagate.stanza.Stanza;

@Timeout(60)
class ReconnectingTest {
  private static final String MESSAGE =
      "<message from='a@example.net' to='rest.example.net'><body>hi</body></message>";

  private static void assertItWorks(ComponentFixture fixture, Peer peer) throws Exception {
    peer.send(MESSAGE);
    assertThat(fixture.nextReceived()).isEqualTo(stanza(MESSAGE));
  }

  @Test
  void aStreamErrorInTheMiddleIsExplainedAndAnotherStreamOpened() throws Exception {
    try (ComponentFixture fixture = new ComponentFixture()) {
      Peer peer = fixture.connect();
      peer.send(
          MESSAGE
              + "<stream:error><system-shutdown xmlns='urn:ietf:params:xml:ns:xmpp-streams'/>"
              + "</stream:error></stream:stream>");
      peer.expect(CLOSING_TAG);
      peer.expectEnd();
      assertThat(fixture.nextReceived()).isEqualTo(stanza(MESSAGE));
      assertItWorks(fixture, fixture.acceptStream());
      assertThat(fixture.warnings()).singleElement().asString().contains("system-shutdown");
      assertThat(fixture.component.counters().opened()).isEqualTo(2);
    }
  }

  @Test
  void theServersGoodbyeIsAnswered() throws Exception {
    try (ComponentFixture fixture = new ComponentFixture()) {
      Peer peer = fixture.connect();
      peer.send(MESSAGE + CLOSING_TAG);
      peer.expect(CLOSING_TAG);
      peer.expectEnd();
      assertThat(fixture.nextReceived()).isEqualTo(stanza(MESSAGE));
      assertItWorks(fixture, fixture.acceptStream());
    }
  }

  @Test
  void theListenerHearsOfEachStreamBeforeWhatComesOverIt() throws Exception {
    BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    StanzaListener listener =
        new StanzaListener() {
          @Override
          public void received(Stanza stanza) {
            heard.add("stanza");
          }

          @Override
          public void connected() {
            heard.add("stream");
          }
        };
    try (ComponentFixture fixture = new ComponentFixture(ComponentFixture.PATIENT, listener)) {
      Peer peer = fixture.connect();
      peer.send(MESSAGE);
      assertThat(List.of(heard.take(), heard.take())).containsExactly("stream", "stanza");
      peer.cut();
      peer = fixture.acceptStream();
      peer.send(MESSAGE);
      assertThat(List.of(heard.take(), heard.take())).containsExactly("stream", "stanza");
    }
  }

  @Test
  void aConnectionThatBreaksIsOpenedAgain() throws Exception {
    try (ComponentFixture fixture = new ComponentFixture()) {
      Peer peer = fixture.connect();
      for (int i = 0; i < 5; i++) {
        peer.cut();
        peer = fixture.acceptStream();
        assertItWorks(fixture, peer);
      }
    }
  }

  @Test
  void streamsThatDoNotStandLeadToLongerAndLongerPauses() throws Exception {
    assertThat(pausesAfterThreeCuts(Duration.ofHours(1))).isEqualTo(List.of(10L, 20L, 40L));
  }

  @Test
  void afterAStreamThatStoodThePauseIsTheFirstAgain() throws Exception {
    assertThat(pausesAfterThreeCuts(Duration.ZERO)).isEqualTo(List.of(10L, 10L, 10L));
  }

  /** What the log says of the pauses; each loss is told of, for each has another reason. */
  private static List<Long> pausesAfterThreeCuts(Duration steady) throws Exception {
    try (ComponentFixture fixture = new ComponentFixture(ComponentFixture.steady(steady))) {
      Peer peer = fixture.connect();
      for (String condition : List.of("one", "two", "three")) {
        peer.send(
            "<stream:error><"
                + condition
                + " xmlns='urn:ietf:params:xml:ns:xmpp-streams'/></stream:error>");
        peer = fixture.acceptStream();
      }
      return fixture.warnings().stream()
          .map(line -> Pattern.compile("first in (\\d+) ms").matcher(line))
          .filter(Matcher::find)
          .map(matcher -> Long.valueOf(matcher.group(1)))
          .toList();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          <!-- comment -->        | restricted-xml
          <?php x ?>              | restricted-xml
          <!DOCTYPE x>            | restricted-xml
          text between stanzas    | not-well-formed
          </unopened>             | not-well-formed
          """)
  void xmlThatNoStreamMayHoldEndsItWithAStreamError(String xml, String condition) throws Exception {
    try (ComponentFixture fixture = new ComponentFixture()) {
      Peer peer = fixture.connect();
      peer.send(MESSAGE + xml + MESSAGE);
      peer.expect(
          "<stream:error><"
              + condition
              + " xmlns='urn:ietf:params:xml:ns:xmpp-streams'/></stream:error>"
              + CLOSING_TAG);
      peer.close();
      assertThat(fixture.nextReceived()).isEqualTo(stanza(MESSAGE));
      assertItWorks(fixture, fixture.acceptStream());
      assertThat(fixture.warnings()).singleElement().asString().contains("can't be read");
    }
  }

  @Test
  void theKeepalivesPingIsHiddenAndProvesLife() throws Exception {
    try (ComponentFixture fixture =
        new ComponentFixture(ComponentFixture.keepalive(Duration.ofMillis(200)))) {
      Peer peer = fixture.connect();
      for (int i = 0; i < 3; i++) {
        String ping = peer.readThrough("</iq>");
        assertThat(ping)
            .contains("<ping xmlns='urn:xmpp:ping'/>")
            .contains("from='rest.example.net'", "to='rest.example.net'", "type='get'");
        peer.send(i == 0 ? ping : ping.replace("'get'", i == 1 ? "'result'" : "'error'"));
      }
      assertItWorks(fixture, peer);
      assertThat(fixture.component.counters().opened()).isOne();
    }
  }

  @Test
  void anotherPingIsNotHidden() throws Exception {
    try (ComponentFixture fixture = new ComponentFixture()) {
      Peer peer = fixture.connect();
      String ping =
          "<iq type='get' id='x' from='rest.example.net' to='rest.example.net'>"
              + "<ping xmlns='urn:xmpp:ping'/></iq>";
      peer.send(ping);
      assertThat(fixture.nextReceived()).isEqualTo(stanza(ping));
    }
  }

  @Test
  void aServerThatIsGoneWithoutAWordIsFoundOut() throws Exception {
    try (ComponentFixture fixture =
        new ComponentFixture(ComponentFixture.keepalive(Duration.ofMillis(50)))) {
      Peer peer = fixture.connect();
      assertThat(peer.readThrough("</iq>")).contains("urn:xmpp:ping");
      peer.expectEnd();
      fixture.awaitWarning("nothing came");
      assertThat(fixture.acceptStream()).isNotNull();
    }
  }

  @Test
  void aServerThatTalksButNeverReadsIsFoundOutThoughAWriteHangs() throws Exception {
    try (ComponentFixture fixture =
        new ComponentFixture(ComponentFixture.keepalive(Duration.ofMillis(300)))) {
      Peer peer = fixture.connect();
      String large =
          "<message to='a@example.net' from='rest.example.net'><body>"
              + "x".repeat(250_000)
              + "</body></message>";
      for (int i = 0; i < 60; i++) {
        assertThat(fixture.send(large)).isNotNull();
      }
      await()
          .until(
              () -> {
                try {
                  peer.send(" ");
                  return false;
                } catch (IOException closed) {
                  return true;
                }
              });
      fixture.awaitWarning("nothing came or went");
      assertThat(fixture.acceptStream()).isNotNull();
    }
  }
}
