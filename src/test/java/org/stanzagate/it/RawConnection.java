package org.stanzagate.it;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Speaks HTTP to the gateway byte by byte, as badly as a test wants it. */
final class RawConnection implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 20_000;

  private final Socket socket;
  private final InputStream in;

  private RawConnection(Socket socket) throws IOException {
    this.socket = socket;
    this.in = new BufferedInputStream(socket.getInputStream());
  }

  static RawConnection open(URI gateway) throws IOException {
    return open(gateway, new Socket());
  }

  /** One that reads so slowly that the gateway can't get rid of what it has to say. */
  static RawConnection openNarrow(URI gateway) throws IOException {
    Socket socket = new Socket();
    socket.setReceiveBufferSize(1024);
    return open(gateway, socket);
  }

  private static RawConnection open(URI gateway, Socket socket) throws IOException {
    socket.connect(new InetSocketAddress(gateway.getHost(), gateway.getPort()));
    socket.setSoTimeout(PATIENCE_MILLIS);
    socket.setTcpNoDelay(true);
    return new RawConnection(socket);
  }

  RawConnection patience(int millis) throws IOException {
    socket.setSoTimeout(millis);
    return this;
  }

  RawConnection send(String text) throws IOException {
    return send(text.getBytes(UTF_8));
  }

  RawConnection send(RawRequest request) throws IOException {
    return send(request.bytes());
  }

  RawConnection send(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    socket.getOutputStream().flush();
    return this;
  }

  /** Says that nothing more will be sent. */
  RawConnection endSending() throws IOException {
    socket.shutdownOutput();
    return this;
  }

  /** The next answer. */
  RawAnswer answer() throws IOException {
    return answer(true);
  }

  /** The next answer, to a HEAD: its headers speak of a body that isn't sent. */
  RawAnswer answerToHead() throws IOException {
    return answer(false);
  }

  private RawAnswer answer(boolean withBody) throws IOException {
    String statusLine = line();
    Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    for (String line = line(); !line.isEmpty(); line = line()) {
      String[] header = line.split(":", 2);
      headers.merge(header[0], header[1].strip(), (one, two) -> one + ", " + two);
    }
    if (headers.containsKey("Transfer-Encoding")) {
      throw new AssertionError("the answer is chunked: " + headers);
    }
    int length = withBody ? Integer.parseInt(headers.getOrDefault("Content-Length", "0")) : 0;
    byte[] body = in.readNBytes(length);
    if (body.length < length) {
      throw new EOFException("the answer breaks off after " + body.length + " of " + length);
    }
    return new RawAnswer(
        Integer.parseInt(statusLine.split(" ", 3)[1]), headers, new String(body, UTF_8));
  }

  /** All answers until the gateway closes the connection, which it must do in time. */
  List<RawAnswer> answersUntilClosed() throws IOException {
    List<RawAnswer> answers = new ArrayList<>();
    try {
      while (!isClosed()) {
        answers.add(answer());
      }
    } catch (SocketTimeoutException open) {
      throw new AssertionError("the connection is still open, after " + answers, open);
    }
    return answers;
  }

  /** Waits for something to read, or for the connection's end; says whether it was the end. */
  boolean isClosed() throws IOException {
    in.mark(1);
    try {
      int next = in.read();
      in.reset();
      return next < 0;
    } catch (SocketException reset) {
      return true;
    }
  }

  private String line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        throw new EOFException("the gateway has closed, after: " + line.toString(ISO_8859_1));
      }
      line.write(b);
    }
    return line.toString(ISO_8859_1).stripTrailing();
  }

  /** Goes away, whatever is still to come. */
  void leave() throws IOException {
    socket.close();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
