package org.stanzagate.component;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.stanzagate.component.ScriptedServer.COMPONENT_HEADER;
import static org.stanzagate.component.ScriptedServer.HEADER;
import static org.stanzagate.component.ScriptedServer.PROOF;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.stanzagate.component.ScriptedServer.Peer;
import org.stanzagate.config.Secret;

@Timeout(60)
class StreamOpeningTest {
  private static final String STREAM_ERRORS = "xmlns='urn:ietf:params:xml:ns:xmpp-streams'";

  @Test
  void theHandshakeOpensTheStream() throws Exception {
    try (ComponentFixture fixture = new ComponentFixture()) {
      assertThat(fixture.component.isConnected()).isFalse();
      Peer peer = fixture.connect();
      assertThat(fixture.component.isConnected()).isTrue();
      assertThat(fixture.component.counters().opened()).isOne();
      assertThat(fixture.warnings()).isEmpty();
      peer.close();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<stream:stream id='3BF96D32' xmlns:stream='http://etherx.jabber.org/streams'"
            + " xmlns='jabber:component:accept'>",
        """
        <?xml version="1.0" encoding="UTF-8"?>
        <stream:stream xmlns:stream="http://etherx.jabber.org/streams" \
        xmlns="jabber:component:accept" from="rest.example.net" id="3BF96D32">""",
        "<s:stream\txmlns:s = 'http://etherx.jabber.org/streams'\r"
            + " xmlns=\"jabber:component:accept\" xml:lang='en' id  = \"3BF96&#x44;32\" >"
      })
  void theServersHeaderMayBeWrittenInAnyWay(String header) throws Exception {
    try (ComponentFixture fixture = new ComponentFixture()) {
      fixture.start();
      Peer peer = fixture.server.accept();
      peer.expect(COMPONENT_HEADER);
      peer.send(header);
      peer.expect(PROOF);
      peer.send("<handshake xmlns='jabber:component:accept'></handshake>");
      await().until(fixture.component::isConnected);
    }
  }

  @Test
  void theHeaderMayComeByteByByte() throws Exception {
    try (ComponentFixture fixture = new ComponentFixture()) {
      fixture.start();
      Peer peer = fixture.server.accept();
      peer.expect(COMPONENT_HEADER);
      for (byte b : HEADER.getBytes(UTF_8)) {
        peer.send(new byte[] {b});
      }
      peer.expect(PROOF);
    }
  }

  @Test
  void theDigestIsOverTheIdThatTheXmlStandsFor() throws Exception {
    try (ComponentFixture fixture = new ComponentFixture()) {
      fixture.start();
      Peer peer = fixture.server.accept();
      peer.expect(COMPONENT_HEADER);
      peer.send(HEADER.replace("3BF96D32", "&lt;a&amp;&#39;&#233;&gt;"));
      peer.expect(new String(StreamXml.proof("<a&'é>", new Secret(ScriptedServer.SECRET)), UTF_8));
    }
  }

  /** What servers answer the proof with, and what the log is to say then. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          <stream:error><not-authorized NS/><text NS>Given token does not match calculated token</text></stream:error></stream:stream> | Given token does not match | component.secret
          <stream:error><not-authorized NS/></stream:error></stream:stream> | not-authorized | component.secret
          <stream:error xmlns:stream="http://etherx.jabber.org/streams"><host-unknown NS/></stream:error></stream:stream> | host-unknown | SUB.server
          <stream:error><conflict NS></conflict></stream:error> | conflict | another gateway
          <handshake/><stream:error><conflict NS/></stream:error></stream:stream> | conflict | another gateway
          <stream:error><invalid-namespace NS/></stream:error></stream:stream> | invalid-namespace | component.port
          <stream:error>Invalid secret</stream:error> | Invalid secret | server's log
          </stream:stream> | without saying why | component.secret
          <oops></wrong></oops></oops> | doesn't speak XMPP | component.port
          """)
  void aRefusalSaysWhatToChangeAndIsTriedAgain(String answer, String what, String advice)
      throws Exception {
    try (ComponentFixture fixture = new ComponentFixture()) {
      fixture.start();
      Peer peer = fixture.server.accept();
      peer.expect(COMPONENT_HEADER);
      peer.send(HEADER);
      peer.expect(PROOF);
      peer.send(answer.replace("NS", STREAM_ERRORS));
      peer.readThrough("</stream:stream>");
      peer.close();
      fixture.awaitWarning(what);
      assertThat(fixture.warnings()).singleElement().asString().contains(what, advice);
      assertThat(fixture.acceptStream()).isNotNull();
    }
  }

  @Test
  void aHeaderWithoutIdBringsNoProofButTheErrorBehindItIsHeard() throws Exception {
    try (ComponentFixture fixture = new ComponentFixture()) {
      fixture.start();
      Peer peer = fixture.server.accept();
      peer.expect(COMPONENT_HEADER);
      peer.send(HEADER.replace(" id='3BF96D32'", ""));
      peer.send("<stream:error><host-unknown " + STREAM_ERRORS + "/></stream:error>");
      peer.expect("</stream:stream>");
      fixture.awaitWarning("SUB.server");
    }
  }

  @Test
  void aServerThatJustClosesIsSpokenOf() throws Exception {
    try (ComponentFixture fixture = new ComponentFixture()) {
      fixture.start();
      Peer peer = fixture.server.accept();
      peer.expect(COMPONENT_HEADER);
      peer.close();
      fixture.awaitWarning("without saying why");
      assertThat(fixture.acceptStream()).isNotNull();
    }
  }

  @Test
  void anotherProtocolIsSpokenOf() throws Exception {
    try (ComponentFixture fixture = new ComponentFixture()) {
      fixture.start();
      Peer peer = fixture.server.accept();
      peer.expect(COMPONENT_HEADER);
      peer.send("HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n");
      peer.readThrough("</stream:stream>");
      peer.close();
      fixture.awaitWarning("component.port");
      assertThat(fixture.acceptStream()).isNotNull();
    }
  }

  @Test
  void aServerThatSaysNothingIsLeftInTime() throws Exception {
    try (ComponentFixture fixture =
        new ComponentFixture(ComponentFixture.handshake(Duration.ofMillis(50)))) {
      fixture.start();
      Peer peer = fixture.server.accept();
      peer.expect(COMPONENT_HEADER);
      peer.expectEnd();
      fixture.awaitWarning("left the handshake open");
    }
  }

  @Test
  void withNobodyListeningItTriesUntilTheServerIsThere() throws Exception {
    try (ComponentFixture fixture = new ComponentFixture()) {
      int port = fixture.server.port();
      fixture.server.close();
      fixture.start();
      fixture.awaitWarning("Connection refused");
      assertThat(fixture.warnings()).singleElement().asString().contains("component.port");
      try (ServerSocket later = new ServerSocket(port, 50, InetAddress.getLoopbackAddress())) {
        later.setSoTimeout(20_000);
        assertThat(later.accept()).isNotNull();
      }
    }
  }

  @Test
  void theSameRefusalAgainAndAgainIsLoggedOnce() throws Exception {
    try (ComponentFixture fixture = new ComponentFixture()) {
      fixture.start();
      for (int i = 0; i < 5; i++) {
        refuse(fixture, "not-authorized");
      }
      refuse(fixture, "conflict");
      fixture.awaitWarning("conflict");
      assertThat(fixture.warnings()).hasSize(2);
    }
  }

  private static void refuse(ComponentFixture fixture, String condition) throws Exception {
    Peer peer = fixture.server.accept();
    peer.expect(COMPONENT_HEADER);
    peer.send(HEADER + "<stream:error><" + condition + " " + STREAM_ERRORS + "/></stream:error>");
    peer.readThrough("</stream:stream>");
    peer.close();
  }
}
