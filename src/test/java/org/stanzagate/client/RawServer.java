package org.stanzagate.client;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An HTTP receiver that answers with what a test wrote, byte for byte. */
public final class RawServer implements AutoCloseable {
  private static final Pattern LENGTH = Pattern.compile("(?i)\r\ncontent-length: *(\\d+)\r\n");

  /** What is done with a request on a connection. */
  @FunctionalInterface
  public interface Script {
    /**
     * Answers.
     *
     * @param number of the request, over all connections, from 1
     * @param connection from 1
     */
    void answer(int number, int connection, Socket socket) throws Exception;
  }

  private final Acceptor acceptor;
  private final Script script;
  private final List<String> requests = new CopyOnWriteArrayList<>();

  public RawServer(Script script) throws IOException {
    this(InetAddress.getLoopbackAddress(), script);
  }

  public RawServer(InetAddress address, Script script) throws IOException {
    this.script = script;
    this.acceptor = new Acceptor(new ServerSocket(0, 50, address), this::serve);
  }

  /** Always the same answer. */
  public static RawServer answering(String answer) throws IOException {
    return new RawServer((number, connection, socket) -> write(socket, answer));
  }

  public static void write(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
  }

  public int port() {
    return acceptor.port();
  }

  /** Those that came, whole, in their order. */
  public List<String> requests() {
    return requests;
  }

  public int connections() {
    return acceptor.connections();
  }

  private void serve(Socket socket, int connection) throws Exception {
    for (String request = read(socket.getInputStream());
        !request.isEmpty();
        request = read(socket.getInputStream())) {
      int number;
      synchronized (requests) {
        requests.add(request);
        number = requests.size();
      }
      script.answer(number, connection, socket);
    }
  }

  /** The empty string at the end. */
  private static String read(InputStream in) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    int whole = Integer.MAX_VALUE;
    while (bytes.size() < whole) {
      int b = in.read();
      if (b < 0) {
        return "";
      }
      bytes.write(b);
      String head = bytes.toString(StandardCharsets.ISO_8859_1);
      if (whole == Integer.MAX_VALUE && head.endsWith("\r\n\r\n")) {
        Matcher length = LENGTH.matcher(head);
        whole = bytes.size() + (length.find() ? Integer.parseInt(length.group(1)) : 0);
      }
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    acceptor.close();
  }
}
