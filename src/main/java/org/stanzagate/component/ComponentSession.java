package org.stanzagate.component;

import static java.util.Objects.requireNonNull;

import java.io.Closeable;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.stanzagate.config.ComponentConfig;
import org.stanzagate.stanza.Namespaces;
import org.stanzagate.xml.Element;
import org.stanzagate.xml.StanzaHead;
import org.stanzagate.xml.StreamHeader;
import org.stanzagate.xml.StreamReader;
import org.stanzagate.xml.XmlException;

/**
 * One stream to the server, from connecting to closing (XEP-0114). {@link #run} is called once, and
 * its thread reads; the rest that is not of the {@link StreamReader.Listener} may be called from
 * any thread and returns at once.
 */
final class ComponentSession implements StreamReader.Listener {
  private static final Logger LOG = LoggerFactory.getLogger(ComponentSession.class);
  private static final StanzaWriter.Capacity CAPACITY =
      new StanzaWriter.Capacity(10_000, 16 * 1024 * 1024);
  private static final String UNWRITTEN =
      "The stream to the XMPP server ended before the stanza was written; try again.";
  private static final int READ_SIZE = 64 * 1024;

  private final ComponentConfig config;
  private final Timings timings;
  private final ScheduledExecutorService timer;
  private final Clock clock;
  private final InboundStanzas inbound;
  private final Runnable opened;
  private final ServerConnection connection;
  private final StanzaWriter writer;
  private final Thread writing;
  private final Keepalive keepalive;

  /** Why the stream ends; the first reason stands. */
  private final AtomicReference<@Nullable StreamEnd> reason = new AtomicReference<>();

  /** What closes the connection when its time is up. */
  private final StreamDeadline deadline;

  private volatile boolean open;
  private @Nullable Instant openedAt;
  private @Nullable Future<?> ticking;

  /**
   * @param turnEnds as for {@link StanzaWriter}
   * @param opened called in the reading thread once the handshake is accepted
   */
  ComponentSession(
      ComponentConfig config,
      Timings timings,
      ScheduledExecutorService timer,
      Clock clock,
      InboundStanzas inbound,
      byte[] ping,
      Executor turnEnds,
      Runnable opened) {
    this.config = config;
    this.timings = timings;
    this.timer = timer;
    this.deadline = new StreamDeadline(timer);
    this.clock = clock;
    this.inbound = inbound;
    this.opened = opened;
    this.connection = new ServerConnection(config);
    this.writer =
        new StanzaWriter(
            StreamLog.out(config, connection::write), CAPACITY, this::writeFailed, turnEnds);
    this.writing = new Thread(writer, "component-writer");
    this.keepalive =
        new Keepalive(
            writer::progress,
            () -> writer.say(ping),
            () -> end(StreamEnd.dead(timings.keepalive().multipliedBy(Keepalive.PATIENCE))));
    writing.setDaemon(true);
  }

  /** Whether stanzas are taken: the handshake was accepted, and nothing has ended it since. */
  boolean isOpen() {
    return open;
  }

  /**
   * Sends what is already XML.
   *
   * @param written counts it once it is written
   */
  CompletableFuture<Delivery> write(byte[] xml, LongAdder written) {
    return writer.write(xml, written);
  }

  /** How long it was open, until now; nothing if it never was. For the reading thread. */
  Duration stood() {
    return openedAt == null ? Duration.ZERO : Duration.between(openedAt, clock.instant());
  }

  /** Leaves in peace: writes what is queued, says so, and waits for the server to close as well. */
  void stop() {
    if (open) {
      open = false;
      endAfter(timings.farewell(), StreamEnd.STOPPED);
      writer.finish("The gateway is stopping.", StreamXml.closingTag());
    } else {
      end(StreamEnd.STOPPED);
    }
  }

  /** Connects, opens the stream, and reads it to its end, which it tells. */
  StreamEnd run() {
    try {
      connect();
      read();
    } catch (IOException e) {
      end(openedAt == null ? StreamEnd.brokenInHandshake(e) : StreamEnd.cut(e));
    } catch (RuntimeException | Error e) {
      LOG.error("A fault of the gateway ends the stream: please report this", e);
      end(StreamEnd.FAULT);
    } finally {
      close();
    }
    return requireNonNull(reason.get());
  }

  private void connect() throws IOException {
    try {
      connection.connect(timings.connect());
    } catch (IOException e) {
      end(StreamEnd.unreachable(e));
      throw e;
    }
    endAfter(timings.handshake(), StreamEnd.handshakeTimeout(timings.handshake()));
    connection.secure();
    writing.start();
    writer.say(StreamXml.header(config.domain()));
  }

  private void read() throws IOException {
    byte[] buffer = new byte[READ_SIZE];
    StreamReader stream =
        new StreamReader(config.maxStanza(), Namespaces.CLIENT, StreamLog.in(config, this));
    while (reason.get() == null) {
      int length = connection.read(buffer);
      if (length < 0) {
        end(openedAt == null ? StreamEnd.CLOSED_IN_HANDSHAKE : StreamEnd.CLOSED_BY_SERVER);
        return;
      }
      keepalive.heard();
      try {
        stream.feed(buffer, 0, length);
      } catch (XmlException e) {
        breakOff(e);
        drain(buffer);
      }
    }
  }

  /** Tells the server why we read no further. */
  private void breakOff(XmlException fault) {
    conclude(openedAt == null ? StreamEnd.notXmpp(fault) : StreamEnd.badXml(fault));
    writer.abandon(UNWRITTEN, StreamXml.error(fault.reason()));
    endAfter(timings.farewell(), StreamEnd.badXml(fault));
  }

  /** Lets the rest go by until the server closes: to close first would lose our last word to it. */
  private void drain(byte[] buffer) throws IOException {
    int length;
    do {
      length = connection.read(buffer);
    } while (length >= 0);
  }

  @Override
  public void opened(StreamHeader header) {
    String id = header.element().attribute("id");
    if (id != null) { // Openfire gives none where a stream error comes next
      writer.say(StreamXml.proof(id, config.secret()));
    }
  }

  @Override
  public void stanza(Element stanza) {
    if (stanza.is(Namespaces.STREAM, "error")) {
      conclude(StreamEnd.streamError(stanza));
    } else if (openedAt != null) {
      inbound.received(stanza);
    } else if (stanza.is(Namespaces.CLIENT, "handshake")) {
      accepted();
    } else {
      LOG.debug("Ignored a {} before the handshake", stanza.name());
    }
  }

  @Override
  public void refused(XmlException fault, Optional<StanzaHead> head) {
    if (openedAt == null) {
      conclude(StreamEnd.notXmpp(fault));
    } else {
      inbound.refused(fault, head);
    }
  }

  @Override
  public void closed() {
    conclude(openedAt == null ? StreamEnd.CLOSED_IN_HANDSHAKE : StreamEnd.CLOSED_BY_SERVER);
  }

  private void accepted() {
    deadline.clear();
    openedAt = clock.instant();
    open = true;
    long span = timings.keepalive().toMillis();
    ticking = timer.scheduleWithFixedDelay(keepalive::tick, span, span, TimeUnit.MILLISECONDS);
    opened.run();
  }

  private void writeFailed(Exception failure) {
    open = false;
    // The server may have said why before it closed: what it said can still be read.
    endAfter(timings.farewell(), StreamEnd.cut(failure));
  }

  /**
   * Ends the stream for that reason, unless there was one before; the reading thread sees to it.
   */
  private void conclude(StreamEnd why) {
    reason.compareAndSet(null, why);
    open = false;
  }

  /** Ends the stream at once, whatever waits on the connection. */
  private void end(StreamEnd why) {
    conclude(why);
    disconnect();
  }

  private void disconnect() {
    quietly(connection);
  }

  private static void quietly(Closeable closing) {
    try {
      closing.close();
    } catch (IOException e) {
      LOG.debug("Closing the connection failed", e);
    }
  }

  private void endAfter(Duration delay, StreamEnd why) {
    deadline.setUnlessSet(delay, () -> end(why));
  }

  /** Says goodbye where there is still somebody to hear it, and frees everything. */
  private void close() {
    if (ticking != null) {
      ticking.cancel(false);
    }
    writer.abandon(UNWRITTEN, StreamXml.closingTag());
    try {
      writing.join(timings.farewell().toMillis());
      if (!writing.isAlive()) {
        endAfter(timings.farewell(), StreamEnd.STOPPED);
        quietly(connection::finish);
      }
      disconnect();
      writing.join();
    } catch (InterruptedException e) {
      disconnect();
      Thread.currentThread().interrupt();
    }
    deadline.clear();
  }
}
