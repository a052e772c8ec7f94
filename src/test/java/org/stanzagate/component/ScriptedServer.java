package org.stanzagate.component;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import javax.net.ServerSocketFactory;
import org.jspecify.annotations.Nullable;
import org.stanzagate.tls.Authorities;
import org.stanzagate.tls.ServerIdentity;

/** An XMPP server that says and expects what the test tells it to, word by word. */
final class ScriptedServer implements Closeable {
  static final String DOMAIN = "rest.example.net";
  static final String SECRET = "s3cret";

  /** What a component opens its stream with. */
  static final String COMPONENT_HEADER =
      "<?xml version='1.0'?><stream:stream xmlns='jabber:component:accept'"
          + " xmlns:stream='http://etherx.jabber.org/streams' to='rest.example.net'>";

  static final String HEADER =
      "<?xml version='1.0'?><stream:stream xmlns='jabber:component:accept'"
          + " xmlns:stream='http://etherx.jabber.org/streams' from='rest.example.net'"
          + " id='3BF96D32'>";

  /** The SHA-1 digest of that id and the secret. */
  static final String PROOF = "<handshake>a984b871214a298f0f743fcd25f99b10838ba12b</handshake>";

  static final String CLOSING_TAG = "</stream:stream>";

  private static final int TIMEOUT_MILLIS = 20_000;

  private final String host;
  private final @Nullable Authorities trusted;
  private final ServerSocket listening;
  private final List<Socket> accepted = new ArrayList<>();

  ScriptedServer() throws IOException {
    this(ServerSocketFactory.getDefault(), "127.0.0.1", null);
  }

  /**
   * One with TLS.
   *
   * @param host by which the component is to know it
   */
  ScriptedServer(ServerIdentity identity, String host, Authorities trusted) throws IOException {
    this(identity.context().getServerSocketFactory(), host, trusted);
  }

  /**
   * @param trusted what the component is to trust; null without TLS
   */
  ScriptedServer(ServerSocketFactory sockets, String host, @Nullable Authorities trusted)
      throws IOException {
    this.host = host;
    this.trusted = trusted;
    listening = sockets.createServerSocket(0, 50, InetAddress.getLoopbackAddress());
    listening.setSoTimeout(TIMEOUT_MILLIS);
  }

  String host() {
    return host;
  }

  /** What the component is to trust; null without TLS. */
  @Nullable Authorities tls() {
    return trusted;
  }

  int port() {
    return listening.getLocalPort();
  }

  /** Waits for the component to connect. */
  Peer accept() throws IOException {
    Socket socket = listening.accept();
    socket.setSoTimeout(TIMEOUT_MILLIS);
    socket.setTcpNoDelay(true);
    accepted.add(socket);
    return new Peer(socket);
  }

  /** Waits for the component to connect, and lets it in. */
  Peer acceptStream() throws IOException {
    Peer peer = accept();
    peer.expect(COMPONENT_HEADER);
    peer.send(HEADER);
    peer.expect(PROOF);
    peer.send("<handshake/>");
    return peer;
  }

  /** Is gone, with all its connections. */
  @Override
  public void close() throws IOException {
    listening.close();
    for (Socket socket : accepted) {
      socket.close();
    }
  }

  /** The server's end of one connection. */
  static final class Peer implements Closeable {
    private final Socket socket;

    private Peer(Socket socket) {
      this.socket = socket;
    }

    void send(String xml) throws IOException {
      send(xml.getBytes(UTF_8));
    }

    void send(byte[] bytes) throws IOException {
      socket.getOutputStream().write(bytes);
    }

    /** Reads exactly as much as that, and compares. */
    void expect(String xml) throws IOException {
      assertThat(read(xml.getBytes(UTF_8).length)).isEqualTo(xml);
    }

    /** Reads that many bytes, or fewer if the component closes before. */
    String read(int bytes) throws IOException {
      return new String(socket.getInputStream().readNBytes(bytes), UTF_8);
    }

    /** Reads up to the end of that text. */
    String readThrough(String end) throws IOException {
      StringBuilder text = new StringBuilder();
      while (!text.toString().endsWith(end)) {
        int next = socket.getInputStream().read();
        assertThat(next).as("the component went on after: %s", text).isNotNegative();
        text.append((char) next);
      }
      return text.toString();
    }

    /** Waits for the component to close the connection, having said no more. */
    void expectEnd() throws IOException {
      assertThat(new String(socket.getInputStream().readAllBytes(), UTF_8)).isEmpty();
    }

    /** Ends the connection as a broken network does. */
    void cut() throws IOException {
      socket.setSoLinger(true, 0);
      socket.close();
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }
}
