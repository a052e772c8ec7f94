package org.stanzagate.sandbox;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import org.jxmpp.jid.Jid;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.stanzagate.stanza.Namespaces;
import org.stanzagate.stanza.Stanza;
import org.stanzagate.xml.ElementWriter;
import org.stanzagate.xml.StreamReader;
import org.stanzagate.xml.XmlException;

/**
 * A TCP connection of a component, and its one stream. {@link #run()} reads it to its end; all else
 * is safe in any thread.
 */
final class SandboxConnection implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(SandboxConnection.class);
  private static final int BUFFER = 64 * 1024;
  private static final int MAX_STANZA = 512 * 1024;
  private static final int FAREWELL_MILLIS = 1_000;

  private final Socket socket;
  private final OutputStream out;
  private final SandboxStream stream;

  /**
   * Takes over a connection.
   *
   * @param claim whether this connection may be the component's
   * @param receiver of its stanzas
   */
  SandboxConnection(
      Socket socket,
      Jid domain,
      String secret,
      Predicate<SandboxConnection> claim,
      BiConsumer<SandboxConnection, Stanza> receiver)
      throws IOException {
    this.socket = socket;
    this.out = new BufferedOutputStream(socket.getOutputStream(), BUFFER);
    this.stream =
        new SandboxStream(
            domain,
            secret,
            UUID.randomUUID().toString(),
            () -> claim.test(this),
            stanza -> receiver.accept(this, stanza),
            this::write);
  }

  @Override
  public void run() {
    try (socket) {
      readToTheEnd(socket.getInputStream());
    } catch (IOException | UncheckedIOException e) {
      LOG.debug("The component's connection to the sandbox broke: {}", e.toString());
    }
  }

  private void readToTheEnd(InputStream in) throws IOException {
    StreamReader reader = new StreamReader(MAX_STANZA, Namespaces.CLIENT, stream);
    byte[] buffer = new byte[BUFFER];
    int count = in.read(buffer);
    while (count >= 0) {
      feed(reader, buffer, count);
      // Answers to stanzas that came together go together.
      flush();
      if (stream.hasEnded()) {
        farewell(in, buffer);
        return;
      }
      count = in.read(buffer);
    }
  }

  private void feed(StreamReader reader, byte[] buffer, int count) {
    try {
      reader.feed(buffer, 0, count);
    } catch (XmlException e) {
      stream.broken(e);
    }
  }

  /** Lets the other side read what ended the stream: closing at once would take that from it. */
  private void farewell(InputStream in, byte[] buffer) throws IOException {
    socket.shutdownOutput();
    socket.setSoTimeout(FAREWELL_MILLIS);
    int count = in.read(buffer);
    while (count >= 0) {
      count = in.read(buffer);
    }
  }

  /** Answers what was just read; leaves with all that is answered at once. */
  void answer(Stanza stanza) {
    write(ElementWriter.toXml(stanza.element(), Namespaces.CLIENT));
  }

  /** Sends a stanza of somebody else; false if that is not, or no longer, possible. */
  boolean send(Stanza stanza) {
    if (!isAccepted()) {
      return false;
    }
    try {
      answer(stanza);
      flush();
      return true;
    } catch (IOException | UncheckedIOException e) {
      LOG.debug("The component left the sandbox: {}", e.toString());
      return false;
    }
  }

  boolean isAccepted() {
    return stream.isAccepted();
  }

  private void write(String xml) {
    try {
      synchronized (out) {
        out.write(xml.getBytes(UTF_8));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void flush() throws IOException {
    synchronized (out) {
      out.flush();
    }
  }

  /** Cuts the connection, without a word. */
  void cut() {
    try {
      socket.close();
    } catch (IOException e) {
      LOG.debug("The component's connection to the sandbox was broken already: {}", e.toString());
    }
  }
}
