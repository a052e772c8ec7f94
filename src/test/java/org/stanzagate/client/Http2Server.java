package org.stanzagate.client;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import org.stanzagate.tls.ServerIdentity;

/** A receiver of HTTP/2 (RFC 9113) that answers with what frames a test wrote. */
final class Http2Server implements AutoCloseable {
  static final int DATA = 0;
  static final int HEADERS = 1;
  static final int RST_STREAM = 3;
  static final int SETTINGS = 4;
  static final int GOAWAY = 7;
  static final int CONTINUATION = 9;

  static final int END_STREAM = 1;
  static final int END_HEADERS = 4;

  static final int NO_ERROR = 0;
  static final int INTERNAL_ERROR = 2;
  static final int REFUSED_STREAM = 7;
  static final int ENHANCE_YOUR_CALM = 11;

  /** ":status: 200" (RFC 7541 appendix A). */
  static final byte[] STATUS_200 = {(byte) 0x88};

  private static final int PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".length();

  /** What is done with a request. */
  @FunctionalInterface
  interface Script {
    /**
     * Answers.
     *
     * @param number of the request, over all connections, from 1
     * @param connection from 1
     */
    void answer(int number, int connection, Stream stream) throws Exception;
  }

  /** The stream of a request. */
  record Stream(Socket socket, int id) {
    void send(int type, int flags, byte[] payload) throws IOException {
      Http2Server.send(socket, type, flags, id, payload);
    }

    void reset(int error) throws IOException {
      send(RST_STREAM, 0, ByteBuffer.allocate(4).putInt(error).array());
    }

    /** No stream beyond that one will be served. */
    void goAway(int lastStream, int error) throws IOException {
      byte[] payload = ByteBuffer.allocate(8).putInt(lastStream).putInt(error).array();
      Http2Server.send(socket, GOAWAY, 0, 0, payload);
    }

    void answer(String body) throws IOException {
      send(HEADERS, END_HEADERS, STATUS_200);
      send(DATA, END_STREAM, body.getBytes(StandardCharsets.UTF_8));
    }
  }

  private final Acceptor acceptor;
  private final byte[] settings;
  private final Script script;
  private final AtomicInteger requests = new AtomicInteger();

  Http2Server(ServerIdentity identity, Script script) throws IOException {
    this(identity, new byte[0], script);
  }

  /**
   * @param settings the payload of its first frame
   */
  Http2Server(ServerIdentity identity, byte[] settings, Script script) throws IOException {
    SSLServerSocket listener =
        (SSLServerSocket)
            identity
                .context()
                .getServerSocketFactory()
                .createServerSocket(0, 50, InetAddress.getLoopbackAddress());
    SSLParameters parameters = listener.getSSLParameters();
    parameters.setApplicationProtocols(new String[] {"h2"});
    listener.setSSLParameters(parameters);
    this.settings = settings;
    this.script = script;
    this.acceptor = new Acceptor(listener, this::serve);
  }

  int port() {
    return acceptor.port();
  }

  int requests() {
    return requests.get();
  }

  int connections() {
    return acceptor.connections();
  }

  private void serve(Socket socket, int connection) throws Exception {
    DataInputStream in = new DataInputStream(socket.getInputStream());
    in.readFully(new byte[PREFACE]);
    send(socket, SETTINGS, 0, 0, settings);
    while (true) {
      frame(in, socket, connection);
    }
  }

  private void frame(DataInputStream in, Socket socket, int connection) throws Exception {
    int lengthAndType = in.readInt();
    int flags = in.readUnsignedByte();
    int stream = in.readInt();
    in.readFully(new byte[lengthAndType >>> 8]);
    int type = lengthAndType & 0xFF;
    if (type == SETTINGS && flags == 0) {
      send(socket, SETTINGS, 1, 0, new byte[0]);
    } else if ((type == HEADERS || type == DATA) && (flags & END_STREAM) != 0) {
      script.answer(requests.incrementAndGet(), connection, new Stream(socket, stream));
    }
  }

  private static void send(Socket socket, int type, int flags, int stream, byte[] payload)
      throws IOException {
    ByteBuffer frame = ByteBuffer.allocate(9 + payload.length);
    frame.putInt(payload.length << 8 | type).put((byte) flags).putInt(stream).put(payload);
    socket.getOutputStream().write(frame.array());
  }

  @Override
  public void close() {
    acceptor.close();
  }
}
