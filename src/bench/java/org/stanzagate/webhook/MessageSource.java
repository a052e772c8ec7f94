package org.stanzagate.webhook;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** What a component connects to (XEP-0114), and gets messages from as fast as it delivers them. */
final class MessageSource implements AutoCloseable {
  private static final int BATCH = 50;
  private static final String HEADER =
      "<stream:stream xmlns='jabber:component:accept' from='gw.localhost' id='1'"
          + " xmlns:stream='http://etherx.jabber.org/streams'>";

  private final ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
  private final int conversations;
  private final Semaphore window;
  private Socket socket = new Socket();
  private volatile boolean isOver;
  private volatile int sent;

  /**
   * @param window each message takes a permit
   */
  MessageSource(int conversations, Semaphore window) throws IOException {
    this.conversations = conversations;
    this.window = window;
  }

  int port() {
    return listener.getLocalPort();
  }

  /** Waits for the component. Its secret is of no matter. */
  void accept() throws IOException {
    socket = listener.accept();
    InputStream in = socket.getInputStream();
    readTo(in, "gw.localhost");
    readTo(in, ">");
    write(HEADER);
    readTo(in, "</handshake>");
    write("<handshake/>");
    Thread drain = new Thread(this::drain);
    drain.setDaemon(true);
    drain.start();
  }

  private static void readTo(InputStream in, String end) throws IOException {
    StringBuilder read = new StringBuilder();
    while (read.indexOf(end) < 0) {
      int next = in.read();
      if (next < 0) {
        throw new IOException("it left after: " + read);
      }
      read.append((char) next);
    }
  }

  private void write(String xml) throws IOException {
    socket.getOutputStream().write(xml.getBytes(US_ASCII));
  }

  /** What the component says is of no interest, but must be read. */
  private void drain() {
    try {
      socket.getInputStream().skip(Long.MAX_VALUE);
    } catch (IOException ended) {
      isOver = true;
    }
  }

  /** Sends, conversation after conversation, until {@link #end}. */
  void send() throws IOException, InterruptedException {
    StringBuilder batch = new StringBuilder();
    while (!isOver) {
      if (!window.tryAcquire(BATCH, 30, TimeUnit.SECONDS)) {
        throw new IOException("nothing was delivered for 30 s; sent so far: " + sent);
      }
      batch.setLength(0);
      for (int i = sent; i < sent + BATCH; i++) {
        int conversation = i % conversations;
        batch.append("<message type='chat' from='user").append(conversation);
        batch.append("@example.net/phone' to='bot@gw.localhost' id='").append(conversation);
        batch.append('-').append(i / conversations);
        batch.append("'><body>Wherefore art thou, Romeo?</body></message>");
      }
      write(batch.toString());
      sent += BATCH;
    }
  }

  /** Sends no more. */
  void end() {
    isOver = true;
  }

  int sent() {
    return sent;
  }

  @Override
  public void close() throws IOException {
    listener.close();
    socket.close();
  }
}
