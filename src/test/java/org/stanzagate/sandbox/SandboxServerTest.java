package org.stanzagate.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.jxmpp.jid.Jid;
import org.stanzagate.stanza.Jids;
import org.stanzagate.stanza.Namespaces;
import org.stanzagate.stanza.Stanza;
import org.stanzagate.xml.ElementReader;

/** The sandbox's server over real sockets. */
@Timeout(value = 30, unit = TimeUnit.SECONDS)
class SandboxServerTest {
  private final List<Stanza> observed = new CopyOnWriteArrayList<>();
  private Jid domain;
  private SandboxServer server;

  @BeforeEach
  void start() throws Exception {
    domain = Jids.parse("gw.example");
    server = SandboxServer.start(domain, "s3cret", 0, observed::add);
  }

  @AfterEach
  void stop() throws IOException {
    server.close();
  }

  private static Stanza stanza(String xml) throws Exception {
    return Stanza.of(ElementReader.read(xml.getBytes(StandardCharsets.UTF_8), Namespaces.CLIENT));
  }

  /** A component's side of the wire. */
  private static final class Wire implements AutoCloseable {
    private final Socket socket;
    private final StringBuilder heard = new StringBuilder();

    Wire(int port) throws IOException {
      socket = new Socket(InetAddress.getLoopbackAddress(), port);
    }

    void say(String xml) throws IOException {
      socket.getOutputStream().write(xml.getBytes(StandardCharsets.UTF_8));
    }

    /** Reads up to and with that text, and gives what came before it. */
    String hear(String text) throws IOException {
      int at = heard.indexOf(text);
      while (at < 0) {
        int octet = socket.getInputStream().read();
        if (octet < 0) {
          throw new IOException("the stream ended after " + heard);
        }
        heard.append((char) octet);
        at = heard.indexOf(text);
      }
      String before = heard.substring(0, at);
      heard.delete(0, at + text.length());
      return before;
    }

    void shakeHands() throws Exception {
      say(
          "<stream:stream xmlns='jabber:component:accept' xmlns:stream='http://etherx.jabber.org/streams' to='gw.example'>");
      hear(" id='");
      byte[] proof = (hear("'>") + "s3cret").getBytes(StandardCharsets.UTF_8);
      byte[] digest = MessageDigest.getInstance("SHA-1").digest(proof);
      say("<handshake>" + HexFormat.of().formatHex(digest) + "</handshake>");
    }

    static Wire accepted(int port) throws Exception {
      Wire wire = new Wire(port);
      wire.shakeHands();
      wire.hear("<handshake/>");
      return wire;
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  @Test
  void theComponentTalksToTheEcho() throws Exception {
    try (Wire wire = Wire.accepted(server.port())) {
      wire.say("<message from='bot@gw.example' to='echo@sandbox'><body>hi</body></message>");
      assertThat(wire.hear("<body>hi</body></message>"))
          .contains("from='echo@sandbox'", "to='bot@gw.example'");
      assertThat(observed).hasSize(1);
    }
  }

  @Test
  void manyStanzasAreAnsweredInTheirOrder() throws Exception {
    String ping =
        "<iq type='get' id='p%d' from='gw.example' to='sandbox'><ping xmlns='urn:xmpp:ping'/></iq>";
    try (Wire wire = Wire.accepted(server.port())) {
      StringBuilder all = new StringBuilder();
      for (int i = 0; i < 1_000; i++) {
        all.append(ping.formatted(i));
      }
      wire.say(all.toString());
      for (int i = 0; i < 1_000; i++) {
        assertThat(wire.hear("/>")).contains("id='p" + i + "'");
      }
    }
  }

  @Test
  void whatIsInjectedReachesTheComponent() throws Exception {
    Stanza message =
        stanza("<message from='a@b.example' to='bot@gw.example'><body>hi</body></message>");
    assertThat(server.inject(message)).isFalse();

    try (Wire wire = Wire.accepted(server.port())) {
      Awaitility.await().until(server::isConnected);
      assertThat(server.inject(message)).isTrue();
      assertThat(wire.hear("<body>hi</body></message>")).contains("from='a@b.example'");
    }
    Awaitility.await().until(() -> !server.isConnected());
    assertThat(server.inject(message)).isFalse();
  }

  @Test
  void onlyWhatIsForTheComponentCanBeInjected() throws Exception {
    Stanza elsewhere = stanza("<message from='a@b.example' to='c@d.example'/>");
    assertThatThrownBy(() -> server.inject(elsewhere))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("gw.example")
        .hasMessageContaining("c@d.example");
  }

  @Test
  void aSecondComponentIsTurnedAwayUntilTheFirstIsGone() throws Exception {
    try (Wire first = Wire.accepted(server.port())) {
      try (Wire second = new Wire(server.port())) {
        second.shakeHands();
        second.hear("<conflict ");
        second.hear("</stream:stream>");
      }
      first.say("<presence type='probe' from='gw.example' to='echo@sandbox'/>");
      first.hear("<presence ");
    }
    Awaitility.await().until(() -> !server.isConnected());
    Wire.accepted(server.port()).close();
  }

  @Test
  void theComponentMayBeCutOffAndComeBack() throws Exception {
    try (Wire wire = Wire.accepted(server.port())) {
      server.disconnect();
      assertThatThrownBy(() -> wire.hear("anything")).isInstanceOf(IOException.class);
    }
    Awaitility.await().until(() -> !server.isConnected());
    Wire.accepted(server.port()).close();
  }

  @Test
  void theServerMayBeRestartedOnItsPort() throws Exception {
    int port = server.port();
    try (Wire wire = Wire.accepted(port)) {
      server.close();
      server = SandboxServer.start(domain, "s3cret", port);
      assertThatThrownBy(() -> wire.hear("anything")).isInstanceOf(IOException.class);
      Wire.accepted(port).close();
    }
  }
}
