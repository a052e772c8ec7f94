package org.stanzagate.outbox;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.stanzagate.stanza.Stanza;
import org.stanzagate.xml.Backlog;
import org.stanzagate.xml.Weight;

/**
 * What is kept for one token until it pulls it, in the order in which it came. One at a time reads
 * it; what was read stays until somebody who reads later acknowledges it, or it expires. Safe in
 * any thread, and holds up none; futures complete in the store's.
 */
public final class Mailbox {
  /** A bot that polls isn't there all the time; an iq that comes in between is still for it. */
  static final Duration BETWEEN_POLLS = Duration.ofSeconds(10);

  /** All is in one lane, for the one who pulls gets it one after the other. */
  private static final String LANE = "";

  private static final int STEP = 100;

  private final StoredQueue queue;
  private final Store store;
  private final Backlog backlog;
  private final ScheduledExecutorService timer;
  private final Clock clock;
  private final Sequence sequence = new Sequence();

  /** Those of this life of the process that are still in it. */
  private final NavigableSet<Long> iqs = new TreeSet<>();

  private long size;
  private long lastHandedOut;
  private @Nullable Reading reading;
  private Instant connectedUntil = Instant.MIN;
  private @Nullable Instant lastAcknowledged;

  private Mailbox(
      StoredQueue queue,
      long size,
      Store store,
      Backlog backlog,
      ScheduledExecutorService timer,
      Clock clock) {
    this.queue = queue;
    this.size = size;
    this.lastHandedOut = queue.lastHandedOut();
    this.store = store;
    this.backlog = backlog;
    this.timer = timer;
    this.clock = clock;
  }

  /** Nobody waits any more for an answer to the iqs of an earlier life: they are taken away. */
  static CompletableFuture<Mailbox> open(
      StoredQueue queue,
      Store store,
      Backlog backlog,
      ScheduledExecutorService timer,
      Clock clock) {
    return store
        .lanes(queue.id())
        .thenApply(lanes -> lanes.stream().mapToLong(StoredLane::size).sum())
        .thenApply(size -> new Mailbox(queue, size, store, backlog, timer, clock))
        .thenApply(
            mailbox -> {
              OldIqs iqs = new OldIqs(store, queue.id(), LANE, removed -> mailbox.gone(1));
              var unused = mailbox.sequence.next(() -> iqs.remove(0, mailbox.size()));
              return mailbox;
            });
  }

  private static long last(List<StoredStanza> stanzas) {
    return stanzas.get(stanzas.size() - 1).id();
  }

  StoredQueue queue() {
    return queue;
  }

  /**
   * Keeps a stanza. Completes with its id once it is committed, or with none where there is no room
   * for it; exceptionally where the store couldn't take it.
   *
   * @param expires from then on it is no longer kept
   * @param maxQueue how many there may be, this one included
   */
  public CompletableFuture<OptionalLong> take(Stanza stanza, Instant expires, int maxQueue) {
    long weight = Weight.of(stanza.element());
    synchronized (this) {
      if (size >= maxQueue || !backlog.take(weight)) {
        return CompletableFuture.completedFuture(OptionalLong.empty());
      }
      size++;
      return store
          .put(queue.id(), LANE, stanza, false, clock.instant(), expires)
          .whenComplete((id, e) -> taken(stanza, weight, id))
          .thenApply(OptionalLong::of);
    }
  }

  private void taken(Stanza stanza, long weight, @Nullable Long id) {
    backlog.giveBack(weight);
    if (id == null) {
      gone(1);
      return;
    }
    Reading current;
    synchronized (this) {
      if (stanza.isRequest()) {
        iqs.add(id);
      }
      current = reading;
    }
    if (current != null) {
      current.wake();
    }
  }

  /** Takes an iq away again that has its answer, or gets none any more. */
  public void removeIq(long id) {
    synchronized (this) {
      if (iqs.remove(id)) {
        size--;
      }
    }
    store.remove(id);
  }

  private synchronized void gone(long number) {
    size -= number;
  }

  /**
   * Whether somebody reads who could answer an iq: now, or until a few seconds ago, for a bot that
   * polls isn't there all the time.
   */
  public synchronized boolean isConnected() {
    return reading != null || clock.instant().isBefore(connectedUntil);
  }

  /** How many are kept. */
  public synchronized long size() {
    return size;
  }

  /** When the one came that has been kept for longest; empty where nothing is. */
  public CompletableFuture<Optional<Instant>> oldest() {
    return store.oldest(queue.id());
  }

  /** When something was last acknowledged in this life of the process; empty where nothing was. */
  public synchronized Optional<Instant> lastAcknowledged() {
    return Optional.ofNullable(lastAcknowledged);
  }

  /** The greatest id that was ever handed to somebody; 0 where none was. */
  public synchronized long lastHandedOut() {
    return lastHandedOut;
  }

  /**
   * Begins to read, and ends the one who has been reading.
   *
   * @param after acknowledges all up to this id, and reads what follows; 0 acknowledges nothing
   * @throws IllegalArgumentException if it was never handed out
   */
  public Reading read(long after) {
    Reading next;
    Reading before;
    synchronized (this) {
      if (after > lastHandedOut) {
        throw new IllegalArgumentException(after + " was never handed out");
      }
      next = new Reading(this, after, sequence.next(() -> acknowledge(after)));
      before = reading;
      reading = next;
    }
    if (before != null) {
      before.supersede();
    }
    return next;
  }

  private CompletableFuture<Void> acknowledge(long id) {
    return id == 0
        ? CompletableFuture.completedFuture(null)
        : removeUpTo(id).thenAccept(this::acknowledged);
  }

  private synchronized void acknowledged(int number) {
    if (number > 0) {
      lastAcknowledged = clock.instant();
    }
  }

  private CompletableFuture<Integer> removeUpTo(long id) {
    synchronized (this) {
      iqs.headSet(id, true).clear();
    }
    return store
        .removeUpTo(queue.id(), LANE, id)
        .thenApply(
            number -> {
              gone(number);
              return number;
            });
  }

  /** The next ones, committed as handed out; none where nothing is there. */
  CompletableFuture<List<StoredStanza>> fetch(long after, int atMost) {
    return sequence.next(
        () -> store.read(queue.id(), LANE, after, atMost).thenCompose(this::handOut));
  }

  private CompletableFuture<List<StoredStanza>> handOut(List<StoredStanza> stanzas) {
    if (stanzas.isEmpty() || last(stanzas) <= lastHandedOut()) {
      return CompletableFuture.completedFuture(stanzas);
    }
    long last = last(stanzas);
    return store
        .handedOut(queue.id(), last)
        .thenApply(
            done -> {
              setHandedOut(last);
              return stanzas;
            });
  }

  private synchronized void setHandedOut(long id) {
    lastHandedOut = id;
  }

  Future<?> after(Duration time, Runnable task) {
    return timer.schedule(task, time.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** Who reads has ended. */
  synchronized void ended(Reading over) {
    if (reading == over) {
      reading = null;
      connectedUntil = clock.instant().plus(BETWEEN_POLLS);
    }
  }

  /** Ends the one who reads now. */
  void endReading() {
    Reading current;
    synchronized (this) {
      current = reading;
    }
    if (current != null) {
      current.close();
    }
  }

  /**
   * Takes away some of what has expired, from the front: what expires before what came before it
   * stays until then.
   *
   * @return what of it nobody has ever read; empty where no more has expired
   */
  CompletableFuture<Optional<List<StoredStanza>>> removeExpired() {
    return size() == 0
        ? CompletableFuture.completedFuture(Optional.empty())
        : sequence.next(
            () -> store.read(queue.id(), LANE, 0, STEP).thenCompose(this::removeExpired));
  }

  private CompletableFuture<Optional<List<StoredStanza>>> removeExpired(List<StoredStanza> first) {
    Instant now = clock.instant();
    List<StoredStanza> expired =
        first.stream().takeWhile(stored -> !stored.expires().isAfter(now)).toList();
    if (expired.isEmpty()) {
      return CompletableFuture.completedFuture(Optional.empty());
    }
    long read = lastHandedOut();
    return removeUpTo(last(expired))
        .thenApply(
            number -> Optional.of(expired.stream().filter(stored -> stored.id() > read).toList()));
  }
}
