package org.stanzagate.it;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import org.stanzagate.xml.Element;
import org.stanzagate.xml.ElementReader;
import org.stanzagate.xml.ElementWriter;
import org.stanzagate.xml.StanzaHead;
import org.stanzagate.xml.StreamHeader;
import org.stanzagate.xml.StreamReader;
import org.stanzagate.xml.XmlException;

/**
 * An XMPP server's side of the gateway's stream (XEP-0114), on loopback: sends what a test wrote,
 * letter by letter, keeps what the gateway sends, and answers as it is told to. It may go away and
 * come back.
 */
final class StreamServer implements AutoCloseable {
  static final String CLIENT = "jabber:client";
  private static final int LARGEST = 1024 * 1024;
  private static final int PATIENCE_MILLIS = 30_000;
  private static final String OWN = RealServer.GATEWAY;

  private final Arrivals<Element> received = new Arrivals<>();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final ServerSocket listener;
  private final AtomicInteger streams = new AtomicInteger();
  private volatile Function<Element, Optional<String>> script = stanza -> Optional.empty();
  private boolean away;
  private @Nullable Socket stream;
  private int number;

  private StreamServer(ServerSocket listener) {
    this.listener = listener;
    threads.execute(this::accept);
  }

  static StreamServer start() throws IOException {
    return new StreamServer(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
  }

  /** What a gateway has to know. */
  GatewaySettings settings() {
    return GatewaySettings.component(OWN, RealServer.SECRET, listener.getLocalPort());
  }

  /** The stanzas of the gateway, its pings to itself left out. */
  Arrivals<Element> received() {
    return received;
  }

  /** What it sends in answer to a stanza, from now on. */
  void answers(Function<Element, Optional<String>> answer) {
    script = answer;
  }

  /** How many streams the gateway has opened so far. */
  int streams() {
    return streams.get();
  }

  /** A stanza as text, in which it and its own children have no namespace. */
  static String xml(Element stanza) {
    return ElementWriter.toXml(stanza, CLIENT);
  }

  /** The other way round. */
  static Element read(String xml) throws XmlException {
    return ElementReader.read(xml.getBytes(UTF_8), CLIENT);
  }

  /** Sends XML, over the next stream if there is none now. */
  synchronized void send(String xml) throws IOException {
    awaitStream().getOutputStream().write(xml.getBytes(UTF_8));
  }

  /**
   * The same, whatever becomes of it.
   *
   * @param over is told the number of the stream, before it is written
   */
  synchronized void trySend(String xml, IntConsumer over) throws IOException {
    Socket socket = awaitStream();
    over.accept(number);
    try {
      socket.getOutputStream().write(xml.getBytes(UTF_8));
    } catch (IOException broken) {
      // It was in flight when the stream broke.
      ended(socket);
    }
  }

  private Socket awaitStream() throws IOException {
    long deadline = System.nanoTime() + PATIENCE_MILLIS * 1_000_000L;
    while (stream == null) {
      long left = (deadline - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        throw new IOException("the gateway isn't connected");
      }
      try {
        wait(left);
      } catch (InterruptedException e) {
        throw new IOException("interrupted while waiting for the gateway", e);
      }
    }
    return stream;
  }

  /** Cuts the stream, and takes no other until it is back. */
  synchronized void leave() throws IOException {
    away = true;
    if (stream != null) {
      stream.close();
      stream = null;
    }
  }

  synchronized void comeBack() {
    away = false;
  }

  private synchronized boolean isAway() {
    return away;
  }

  private synchronized void opened(Socket socket, int ordinal) {
    stream = socket;
    number = ordinal;
    notifyAll();
  }

  private synchronized void ended(Socket socket) {
    if (stream == socket) {
      stream = null;
    }
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket socket = listener.accept();
        threads.execute(() -> serve(socket));
      } catch (IOException e) {
        if (!listener.isClosed()) {
          throw new IllegalStateException("the stand-in for an XMPP server can't listen", e);
        }
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      if (!isAway()) {
        socket.setTcpNoDelay(true);
        read(socket);
      }
    } catch (IOException | XmlException broken) {
      // Cut by leave() or by the gateway's end; the tests see it by what doesn't come.
      ended(socket);
    } finally {
      ended(socket);
    }
  }

  private void read(Socket socket) throws IOException, XmlException {
    StreamReader reader = new StreamReader(LARGEST, CLIENT, new Side(socket));
    InputStream in = socket.getInputStream();
    byte[] buffer = new byte[16 * 1024];
    for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
      reader.feed(buffer, 0, count);
    }
  }

  /** The server's part in one stream. */
  private final class Side implements StreamReader.Listener {
    private final Socket socket;

    Side(Socket socket) {
      this.socket = socket;
    }

    private void write(String xml) {
      synchronized (StreamServer.this) {
        try {
          socket.getOutputStream().write(xml.getBytes(UTF_8));
        } catch (IOException gone) {
          ended(socket);
        }
      }
    }

    @Override
    public void opened(StreamHeader header) {
      write(
          "<?xml version='1.0'?><stream:stream xmlns='jabber:component:accept' xmlns:stream='http://etherx.jabber.org/streams' from='%s' id='1'>"
              .formatted(OWN));
    }

    @Override
    public void stanza(Element stanza) {
      if (stanza.name().equals("handshake")) {
        int ordinal = streams.incrementAndGet();
        write("<handshake/>");
        StreamServer.this.opened(socket, ordinal);
      } else if (OWN.equals(stanza.attribute("to")) && OWN.equals(stanza.attribute("from"))) {
        // How the gateway finds out that its stream is alive.
        write(xml(stanza));
      } else {
        received.add(stanza);
        script.apply(stanza).ifPresent(this::write);
      }
    }

    @Override
    public void refused(XmlException fault, Optional<StanzaHead> head) {
      throw new IllegalStateException("the gateway sent what no server takes", fault);
    }

    @Override
    public void closed() {
      synchronized (StreamServer.this) {
        // Nothing can follow it.
        write("</stream:stream>");
        ended(socket);
      }
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
    leave();
    threads.shutdownNow();
  }
}
