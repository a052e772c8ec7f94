package org.stanzagate.client;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
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

  private final ServerSocket listener;
  private final Script script;
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();

  public RawServer(Script script) throws IOException {
    this(InetAddress.getLoopbackAddress(), script);
  }

  public RawServer(InetAddress address, Script script) throws IOException {
    this.listener = new ServerSocket(0, 50, address);
    this.script = script;
    daemon(this::accept);
  }

  /** Always the same answer. */
  public static RawServer answering(String answer) throws IOException {
    return new RawServer((number, connection, socket) -> write(socket, answer));
  }

  public static void write(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
  }

  public int port() {
    return listener.getLocalPort();
  }

  /** Those that came, whole, in their order. */
  public List<String> requests() {
    return requests;
  }

  public int connections() {
    return sockets.size();
  }

  private static void daemon(Runnable task) {
    Thread thread = new Thread(task, "raw-server");
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket socket = listener.accept();
        sockets.add(socket);
        int connection = sockets.size();
        daemon(() -> serve(socket, connection));
      } catch (IOException e) {
        return; // closed
      }
    }
  }

  private void serve(Socket socket, int connection) {
    try (socket) {
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
    } catch (Exception e) {
      // The other side, or the test, has closed it.
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
    try {
      listener.close();
      for (Socket socket : sockets) {
        socket.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
