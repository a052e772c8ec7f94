package org.stanzagate.it;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * An XMPP server's side of the gateway's stream (XEP-0114) that does next to nothing, so that what
 * is measured is the gateway: counts messages, and answers iqs, all that one read brought in one
 * write. For one stream, until either side closes it. Safe in any thread.
 */
final class Acceptor implements AutoCloseable {
  private static final int READ_SIZE = 64 * 1024;

  private static final byte[] CLOSING_TAG = "</stream:stream>".getBytes(UTF_8);

  private final ServerSocket listener;
  private volatile Tally messages = new Tally("");

  /** What one read asks for; for the reading thread. */
  private final ByteArrayOutputStream answers = new ByteArrayOutputStream();

  /** The answers that are kept back; the lock of itself and of the next two. */
  private final ByteArrayOutputStream kept = new ByteArrayOutputStream();

  private boolean isHolding;
  private int held;

  private final Object writing = new Object();
  private volatile @Nullable Socket stream;

  private Acceptor(ServerSocket listener) {
    this.listener = listener;
  }

  /** Listens for the gateway. Its secret is of no matter. */
  static Acceptor start() throws IOException {
    Acceptor acceptor = new Acceptor(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
    Thread thread = new Thread(acceptor::accept, "acceptor");
    thread.setDaemon(true);
    thread.start();
    return acceptor;
  }

  /** Counts messages there from now on. */
  void countInto(Tally other) {
    messages = other;
  }

  int port() {
    return listener.getLocalPort();
  }

  /** Keeps back the answers to iqs that come from now on, until {@link #answerAll}. */
  void holdIqs() {
    synchronized (kept) {
      isHolding = true;
    }
  }

  /** How many iqs wait for their answers. */
  int held() {
    synchronized (kept) {
      return held;
    }
  }

  /** Writes the answers that were kept back, and from now on each at once. */
  void answerAll() throws IOException {
    byte[] due;
    synchronized (kept) {
      isHolding = false;
      held = 0;
      due = take(kept);
    }
    write(due);
  }

  private static byte[] take(ByteArrayOutputStream bytes) {
    byte[] all = bytes.toByteArray();
    bytes.reset();
    return all;
  }

  /** Sends whole stanzas, and waits until the stream has taken them. */
  void write(byte[] stanzas) throws IOException {
    Socket socket = stream;
    if (socket == null) {
      throw new IOException("the gateway isn't connected");
    }
    synchronized (writing) {
      socket.getOutputStream().write(stanzas);
    }
  }

  private void accept() {
    try (Socket socket = listener.accept()) {
      socket.setTcpNoDelay(true);
      open(socket.getInputStream(), socket.getOutputStream());
      stream = socket;
      write("<handshake/>".getBytes(UTF_8));
      read(socket.getInputStream());
    } catch (IOException ended) {
      // The gateway was killed, or this was closed: what is missing shows in what was counted.
    } finally {
      stream = null;
    }
  }

  /** Up to the proof of the secret. */
  private static void open(InputStream in, OutputStream out) throws IOException {
    String header = readTo(in, "'>");
    String domain = StartTags.attribute(header.substring(header.indexOf("<stream:stream")), "to");
    String answer =
        "<stream:stream xmlns='jabber:component:accept' from='%s' id='1'"
            + " xmlns:stream='http://etherx.jabber.org/streams'>";
    out.write(answer.formatted(domain).getBytes(UTF_8));
    readTo(in, "</handshake>");
  }

  private static String readTo(InputStream in, String end) throws IOException {
    StringBuilder read = new StringBuilder();
    while (read.indexOf(end) < 0) {
      int next = in.read();
      if (next < 0) {
        throw new IOException("it left after: " + read);
      }
      read.append((char) next);
    }
    return read.toString();
  }

  private void read(InputStream in) throws IOException {
    StartTags tags = new StartTags(this::found);
    byte[] buffer = new byte[READ_SIZE];
    for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
      tags.read(buffer, count);
      if (answers.size() > 0) {
        write(take(answers));
      }
      if (isClosing(buffer, count)) {
        write(CLOSING_TAG);
        return;
      }
    }
  }

  /** Nothing follows the closing tag. */
  private static boolean isClosing(byte[] bytes, int length) {
    int start = length - CLOSING_TAG.length;
    return start >= 0 && Arrays.equals(bytes, start, length, CLOSING_TAG, 0, CLOSING_TAG.length);
  }

  private void found(String tag) {
    if (tag.startsWith("<message ")) {
      messages.count(StartTags.attribute(tag, "id"));
    } else if (tag.contains(" type='get'") || tag.contains(" type='set'")) {
      asked(tag);
    }
  }

  private void asked(String iq) {
    String from = StartTags.attribute(iq, "from");
    String to = StartTags.attribute(iq, "to");
    String id = StartTags.attribute(iq, "id");
    byte[] answer =
        ("<iq type='result' id='" + id + "' from='" + to + "' to='" + from + "'/>").getBytes(UTF_8);
    // To itself: how the gateway finds out that its stream is alive.
    if (to.equals(from) || !isKept(answer)) {
      answers.writeBytes(answer);
    }
  }

  private boolean isKept(byte[] answer) {
    synchronized (kept) {
      if (isHolding) {
        kept.writeBytes(answer);
        held++;
      }
      return isHolding;
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
    Socket socket = stream;
    if (socket != null) {
      socket.close();
    }
  }
}
