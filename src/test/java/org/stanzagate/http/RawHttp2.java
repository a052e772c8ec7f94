package org.stanzagate.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http2.hpack.HPackDecoder;
import org.jspecify.annotations.Nullable;

/** Speaks HTTP/2 frame by frame, as badly as a test wants it. */
final class RawHttp2 implements Closeable {
  static final int DATA = 0;
  static final int HEADERS = 1;
  static final int RST_STREAM = 3;
  static final int SETTINGS = 4;
  static final int PING = 6;
  static final int GOAWAY = 7;
  static final int WINDOW_UPDATE = 8;
  static final int CONTINUATION = 9;

  static final int END_STREAM = 1;
  static final int END_HEADERS = 4;

  private final SSLSocket socket;
  private final DataInputStream in;
  private final HPackDecoder headers = new HPackDecoder(4096, US_ASCII);
  private final Map<Integer, ByteArrayOutputStream> bodies = new HashMap<>();
  private final Map<Integer, Integer> statuses = new HashMap<>();
  private int lastStream = -1;

  @SuppressWarnings("ArrayRecordComponent") // read once, and never compared
  record Frame(int type, int flags, int stream, byte[] payload) {}

  record Answer(int stream, int status, String body) {}

  /** Connects, and says the preface with these settings, six bytes each. */
  RawHttp2(InetSocketAddress server, SSLContext trust, byte[] settings) throws IOException {
    socket =
        (SSLSocket) trust.getSocketFactory().createSocket(server.getAddress(), server.getPort());
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(20_000);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setApplicationProtocols(new String[] {"h2"});
    socket.setSSLParameters(parameters);
    socket.startHandshake();
    if (!socket.getApplicationProtocol().equals("h2")) {
      throw new IOException("no HTTP/2");
    }
    in = new DataInputStream(socket.getInputStream());
    send("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(US_ASCII));
    send(SETTINGS, 0, 0, settings);
  }

  RawHttp2(InetSocketAddress server, SSLContext trust) throws IOException {
    this(server, trust, new byte[0]);
  }

  /** A setting, as SETTINGS has it. */
  static byte[] setting(int id, int value) {
    return ByteBuffer.allocate(6).putShort((short) id).putInt(value).array();
  }

  void send(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    socket.getOutputStream().flush();
  }

  void send(int type, int flags, int stream, byte[] payload) throws IOException {
    send(frame(type, flags, stream, payload));
  }

  static byte[] frame(int type, int flags, int stream, byte[] payload) {
    return ByteBuffer.allocate(9 + payload.length)
        .put((byte) (payload.length >> 16))
        .putShort((short) payload.length)
        .put((byte) type)
        .put((byte) flags)
        .putInt(stream)
        .put(payload)
        .array();
  }

  /** A header block without any compression: name, value, name, value, … */
  static byte[] block(String... fields) {
    ByteArrayOutputStream block = new ByteArrayOutputStream();
    for (int i = 0; i < fields.length; i += 2) {
      block.write(0);
      text(block, fields[i]);
      text(block, fields[i + 1]);
    }
    return block.toByteArray();
  }

  private static void text(ByteArrayOutputStream block, String text) {
    byte[] bytes = text.getBytes(UTF_8);
    if (bytes.length < 127) {
      block.write(bytes.length);
    } else {
      block.write(127);
      int rest = bytes.length - 127;
      for (; rest >= 128; rest >>>= 7) {
        block.write((rest & 0x7F) | 0x80);
      }
      block.write(rest);
    }
    block.writeBytes(bytes);
  }

  /** The usual head, with more fields behind it. */
  static byte[] head(String method, String path, String... more) {
    String[] fields = {
      ":method", method, ":scheme", "https", ":path", path, ":authority", "localhost",
    };
    String[] credentials = {"authorization", "Bearer " + ServerUnderTest.TOKEN};
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(block(fields));
    all.writeBytes(block(credentials));
    all.writeBytes(block(more));
    return all.toByteArray();
  }

  /** The next stream's number; each asks for another one. */
  int nextStream() {
    lastStream += 2;
    return lastStream;
  }

  /** Begins a request, and gives its stream. */
  int begin(byte[] head, boolean isAll) throws IOException {
    int stream = nextStream();
    send(HEADERS, END_HEADERS | (isAll ? END_STREAM : 0), stream, head);
    return stream;
  }

  /** Posts a stanza in XML, and gives its stream. */
  int post(String xml) throws IOException {
    int stream = begin(head("POST", "/rest", "content-type", "application/xmpp+xml"), false);
    send(DATA, END_STREAM, stream, xml.getBytes(UTF_8));
    return stream;
  }

  /** The next frame; null once the server has closed. */
  @Nullable Frame next() throws IOException {
    byte[] head = new byte[9];
    try {
      in.readFully(head);
      ByteBuffer fields = ByteBuffer.wrap(head);
      byte[] payload = new byte[fields.getInt(0) >>> 8];
      in.readFully(payload);
      return new Frame(head[3], head[4], fields.getInt(5), payload);
    } catch (EOFException | SocketException | SSLException closed) {
      return null;
    }
  }

  /** The next frame of that type; null once the server has closed. */
  @Nullable Frame next(int type) throws IOException {
    Frame frame = next();
    while (frame != null && frame.type() != type) {
      frame = next();
    }
    return frame;
  }

  /** The next answer that is there whole, of whatever stream. */
  Answer answer() throws IOException, HttpException {
    for (Frame frame = next(); frame != null; frame = next()) {
      int stream = frame.stream();
      if (frame.type() == HEADERS) {
        for (Header header : headers.decodeHeaders(ByteBuffer.wrap(frame.payload()))) {
          if (header.getName().equals(":status")) {
            statuses.put(stream, Integer.parseInt(header.getValue()));
          }
        }
      } else if (frame.type() == DATA) {
        bodies
            .computeIfAbsent(stream, id -> new ByteArrayOutputStream())
            .writeBytes(frame.payload());
      }
      boolean ends = frame.type() == HEADERS || frame.type() == DATA;
      if (ends && (frame.flags() & END_STREAM) != 0) {
        ByteArrayOutputStream body = bodies.remove(stream);
        return new Answer(
            stream,
            requireNonNull(statuses.remove(stream)),
            body == null ? "" : body.toString(UTF_8));
      }
    }
    throw new IOException("the server has closed");
  }

  boolean isClosedByServer() throws IOException {
    for (Frame frame = next(); frame != null; frame = next()) {
      // what it says last
    }
    return true;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
