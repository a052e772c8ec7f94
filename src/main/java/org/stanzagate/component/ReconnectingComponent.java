package org.stanzagate.component;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.jxmpp.jid.Jid;
import org.stanzagate.config.ComponentConfig;
import org.stanzagate.stanza.Kind;
import org.stanzagate.stanza.Namespaces;
import org.stanzagate.stanza.Stanza;
import org.stanzagate.xml.ElementWriter;

/**
 * A component that keeps itself connected: it connects when started, and again whenever the stream
 * ends, with growing pauses, until it is stopped. Safe in any thread.
 *
 * <p>One thread, {@code component-reader}, goes from stream to stream, so that there are never two;
 * each stream has a {@code component-writer} beside it. Both are daemons. Timeouts run in the
 * executor that is handed in.
 */
public final class ReconnectingComponent implements Component, StreamStatus {
  /** What the one who comes too early is told to wait at least. */
  private static final Duration SHORTEST_RETRY = Duration.ofSeconds(1);

  private final ComponentConfig config;
  private final Timings timings;
  private final ScheduledExecutorService timer;
  private final Clock clock;
  private final TrafficListener traffic;
  private final Executor turnEnds;
  private final PendingRequests pending;
  private final SelfPing ping;
  private final Backoff backoff;
  private final OutageLog outages;
  private final AtomicReference<@Nullable Thread> reader = new AtomicReference<>();
  private final CountDownLatch stopping = new CountDownLatch(1);
  private final StreamCounters counters = new StreamCounters();
  private volatile @Nullable ComponentSession session;
  private volatile Instant nextTry;

  /**
   * @param timer must drop cancelled tasks at once ({@code setRemoveOnCancelPolicy}); it is the
   *     caller's to shut down, after {@link #stop}
   * @param random spreads reconnects; no secret hangs on it
   * @param replies hears what becomes of those that wait
   * @param traffic sees what passes
   * @param turnEnds runs a task once the calling thread is through with what it has at hand; what
   *     it sends until then goes out together
   */
  public ReconnectingComponent(
      ComponentConfig config,
      Timings timings,
      ScheduledExecutorService timer,
      Clock clock,
      RandomGenerator random,
      ReplyListener replies,
      TrafficListener traffic,
      Executor turnEnds) {
    this.config = config;
    this.timings = timings;
    this.timer = timer;
    this.clock = clock;
    this.traffic = traffic;
    this.turnEnds = turnEnds;
    this.pending = new PendingRequests(timer, clock, new ArchiveQueries(), replies);
    this.ping = new SelfPing(config.domain(), UUID.randomUUID().toString());
    this.backoff = new Backoff(timings.firstRetry(), timings.longestRetry(), random);
    this.outages = new OutageLog(config, clock);
    this.nextTry = clock.instant();
  }

  /**
   * Begins to connect, in a thread of its own. Once only.
   *
   * @param listener hears of all that comes and is no answer to a {@link #request}
   * @param mayBeRefused whether the sender of a stanza that can't be taken may be told so: {@link
   *     Stanza#mayBeRefused}, and what else is known of the sender. Asked in the reader's thread
   */
  public void start(StanzaListener listener, Predicate<Stanza> mayBeRefused) {
    InboundStanzas inbound =
        new InboundStanzas(ping, pending, listener, mayBeRefused, this, counters, traffic, clock);
    Thread thread = new Thread(() -> run(inbound, listener), "component-reader");
    thread.setDaemon(true);
    if (!reader.compareAndSet(null, thread)) {
      throw new IllegalStateException("a component starts once");
    }
    thread.start();
  }

  /**
   * Takes no more stanzas, writes those that are queued, closes the stream, and goes on handing
   * over what arrives until the server has closed it too. Waits for that, {@link Timings#farewell}
   * at most; what is still unanswered then has no answer. Again, or before the start, it does
   * nothing.
   */
  public void stop() {
    stopping.countDown();
    ComponentSession current = session;
    if (current != null) {
      current.stop();
    }
    Thread thread = reader.get();
    try {
      if (thread != null && thread != Thread.currentThread()) {
        thread.join(timings.farewell().plus(SHORTEST_RETRY).toMillis());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    pending.endAll();
  }

  @Override
  public Jid domain() {
    return config.domain();
  }

  @Override
  public boolean isConnected() {
    ComponentSession current = session;
    return current != null && current.isOpen();
  }

  @Override
  public StreamCounters counters() {
    return counters;
  }

  /** How many stanzas wait for their answers. */
  public int waiting() {
    return pending.size();
  }

  @Override
  public int waiting(Kind kind) {
    return pending.size(kind);
  }

  @Override
  public List<WaitingStanza> waiting(int atMost) {
    return pending.oldest(atMost);
  }

  @Override
  public CompletableFuture<Delivery> send(Stanza stanza) {
    byte[] xml = encode(stanza);
    return fits(xml) ? write(xml, stanza) : CompletableFuture.completedFuture(tooLarge(xml));
  }

  @Override
  public CompletableFuture<Reply> request(Stanza stanza, Duration timeout) {
    byte[] xml = encode(stanza);
    if (!fits(xml)) {
      return CompletableFuture.completedFuture(tooLarge(xml));
    }
    Optional<CompletableFuture<Reply>> registered = pending.register(stanza, timeout);
    if (registered.isEmpty()) {
      return CompletableFuture.completedFuture(new NotSent.AlreadyWaiting());
    }
    CompletableFuture<Reply> reply = registered.get();
    var unused =
        write(xml, stanza)
            .thenAccept(
                delivery -> {
                  if (delivery instanceof NotSent notSent) {
                    reply.complete(notSent);
                  }
                });
    return reply;
  }

  private static byte[] encode(Stanza stanza) {
    return ElementWriter.toBytes(stanza.element(), Namespaces.CLIENT);
  }

  private boolean fits(byte[] xml) {
    return xml.length <= config.maxSend();
  }

  private NotSent.TooLarge tooLarge(byte[] xml) {
    return new NotSent.TooLarge(xml.length, config.maxSend());
  }

  private CompletableFuture<Delivery> write(byte[] xml, Stanza stanza) {
    ComponentSession current = session;
    if (isStopping()) {
      return CompletableFuture.completedFuture(
          new NotSent.Unavailable("The gateway is stopping.", SHORTEST_RETRY));
    }
    if (current == null || !current.isOpen()) {
      return CompletableFuture.completedFuture(
          new NotSent.Unavailable(
              "There is no connection to the XMPP server; try again later.", untilNextTry()));
    }
    Instant begun = traffic.isLooking() ? clock.instant() : null;
    CompletableFuture<Delivery> delivery = current.write(xml, counters.writtenOf(stanza.kind()));
    if (begun != null) {
      var unused = delivery.thenAccept(outcome -> tell(stanza, begun, outcome));
    }
    return delivery;
  }

  private void tell(Stanza stanza, Instant begun, Delivery outcome) {
    if (outcome instanceof Delivery.Written) {
      traffic.sent(stanza, begun);
    }
  }

  private Duration untilNextTry() {
    Duration left = Duration.between(clock.instant(), nextTry);
    return left.compareTo(SHORTEST_RETRY) < 0 ? SHORTEST_RETRY : left;
  }

  private boolean isStopping() {
    return stopping.getCount() == 0;
  }

  private void run(InboundStanzas inbound, StanzaListener listener) {
    boolean more = true;
    while (more) {
      ComponentSession next =
          new ComponentSession(
              config,
              timings,
              timer,
              clock,
              inbound,
              encode(ping.stanza()),
              turnEnds,
              () -> opened(listener));
      session = next;
      // stop() sets its flag before it looks for a session: one of the two sees the other.
      StreamEnd end = isStopping() ? StreamEnd.STOPPED : next.run();
      session = null;
      counters.countDisconnect(new Disconnect(clock.instant(), end.reason(), end.what()));
      more = !isStopping() && pause(end, next.stood());
    }
    outages.stopped();
  }

  private void opened(StanzaListener listener) {
    counters.countOpened(clock.instant());
    outages.opened();
    listener.connected();
  }

  /** Waits until the next try is due; false if there is to be none. */
  private boolean pause(StreamEnd end, Duration stood) {
    if (stood.compareTo(timings.steady()) >= 0) {
      backoff.reset();
      outages.forget();
    }
    Duration retry = backoff.next();
    nextTry = clock.instant().plus(retry);
    outages.ended(end, retry);
    try {
      return !stopping.await(retry.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
