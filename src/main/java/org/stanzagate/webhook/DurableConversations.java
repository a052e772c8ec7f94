package org.stanzagate.webhook;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.stanzagate.outbox.Store;
import org.stanzagate.outbox.StoredLane;
import org.stanzagate.outbox.StoredStanza;
import org.stanzagate.stanza.Stanza;
import org.stanzagate.xml.Weight;

/**
 * The order of one callback's durable deliveries: each stanza is in the store before it has its
 * turn, and until it is settled; those of one conversation one after the other, as they came, the
 * first again and again until it is settled, while the other conversations go on. Safe in any
 * thread.
 */
final class DurableConversations {
  private static final Logger LOG = LoggerFactory.getLogger(DurableConversations.class);

  private final Store store;
  private final long queue;
  private final Turns turns;
  private final Shared shared;
  private final LaneReader reader;
  private final RetrySchedule schedule;
  private final StoredDelivery delivery;
  private final DurableLanes lanes;
  private final Waiters forIdle = new Waiters();
  private final Waiters forEmpty = new Waiters();
  private int maxQueue;
  private int busy;
  private int storing;
  private boolean isPaused = true;

  /**
   * @param queue in the store
   * @param maxQueue how many stanzas may wait in one lane
   */
  DurableConversations(
      Store store,
      long queue,
      int maxQueue,
      Turns turns,
      Shared shared,
      RetrySchedule schedule,
      StoredDelivery delivery) {
    this.store = store;
    this.queue = queue;
    this.maxQueue = maxQueue;
    this.turns = turns;
    this.shared = shared;
    this.reader = new LaneReader(store, queue, shared.reading(), shared.timer());
    this.lanes = new DurableLanes(shared.lanes(), shared.readAhead());
    this.schedule = schedule;
    this.delivery = delivery;
  }

  /**
   * Takes over what the store holds from before, and delivers nothing yet. To be asked first, so
   * that what comes after it is behind it.
   */
  CompletableFuture<Void> restore() {
    return store.lanes(queue).thenAccept(this::restored);
  }

  private synchronized void restored(List<StoredLane> found) {
    for (StoredLane stored : found) {
      DurableLane lane = lanes.findOrForce(stored.name());
      lane.addUnread(stored.size(), stored.oldest());
      wake(lane);
    }
  }

  /** Whether something of the stanza's conversation is still here. */
  synchronized boolean holds(Stanza stanza) {
    return lanes.find(DurableLane.nameFor(stanza)) != null;
  }

  /** Takes a stanza to be stored, and delivered in its turn. */
  CompletableFuture<Taken> add(Stanza stanza, boolean isOwn, Duration expire) {
    Instant now = shared.clock().instant();
    Instant expires = now.plus(expire);
    String name = DurableLane.nameFor(stanza);
    long weight = Weight.of(stanza.element());
    // Within the lock, so that a lane's order is the store's, and so is that of what follows.
    synchronized (this) {
      DurableLane lane = roomFor(name, weight);
      if (lane == null) {
        return CompletableFuture.completedFuture(Taken.FULL);
      }
      lane.storing();
      storing++;
      return store
          .put(queue, name, stanza, isOwn, now, expires)
          .thenApply(id -> new StoredStanza(id, stanza, isOwn, now, expires))
          .handle((stored, e) -> stored(lane, weight, stored));
    }
  }

  /** Null where there is none. */
  private @Nullable DurableLane roomFor(String name, long weight) {
    DurableLane found = lanes.find(name);
    boolean isFull = found != null && found.size() >= maxQueue;
    if (isFull || !shared.backlog().take(weight)) {
      return null;
    }
    DurableLane lane = found == null ? lanes.add(name) : found;
    if (lane == null) {
      shared.backlog().giveBack(weight);
    }
    return lane;
  }

  private synchronized Taken stored(DurableLane lane, long weight, @Nullable StoredStanza stored) {
    storing--;
    shared.backlog().giveBack(weight);
    if (stored == null) {
      lane.notStored();
      lanes.forgetIfEmpty(lane);
    } else {
      lane.stored(stored);
      wake(lane);
    }
    tellIfIdle();
    return stored == null ? Taken.UNWRITABLE : Taken.STORED;
  }

  private void wake(DurableLane lane) {
    if (!isPaused && !lane.isBusy && lane.retry == null && lane.isReady()) {
      lane.isBusy = true;
      busy++;
      turns.ask(() -> turn(lane));
    }
  }

  private CompletionStage<?> turn(DurableLane lane) {
    StoredStanza first;
    synchronized (this) {
      if (isPaused) {
        ended(lane);
        return CompletableFuture.completedFuture(null);
      }
      first = lane.first();
    }
    CompletableFuture<@Nullable Verdict> verdict =
        first == null
            ? reader
                .read(lane.name, lane.settled())
                .handle((stanzas, e) -> read(lane, stanzas, e))
                .thenComposeAsync(read -> deliver(lane, read), shared.executor())
            : deliver(lane, first);
    return verdict.handle((given, e) -> judged(lane, given, e));
  }

  private synchronized @Nullable StoredStanza read(
      DurableLane lane, @Nullable List<StoredStanza> stanzas, @Nullable Throwable e) {
    if (stanzas != null) {
      lane.read(stanzas);
    }
    StoredStanza first = lane.first();
    lane.reserved = reader.keep(first);
    if (e != null) {
      throw new CompletionException(e);
    }
    return first;
  }

  /** Gives null where there was nothing to be delivered. */
  private CompletableFuture<@Nullable Verdict> deliver(
      DurableLane lane, @Nullable StoredStanza first) {
    if (first == null) {
      return CompletableFuture.completedFuture(null);
    }
    boolean isExpired = !shared.clock().instant().isBefore(first.expires());
    return isExpired ? delivery.expire(first, lane.lastAnswer) : delivery.post(first);
  }

  private synchronized @Nullable Object judged(
      DurableLane lane, @Nullable Verdict verdict, @Nullable Throwable e) {
    if (e != null) {
      LOG.warn(
          "What is in the store can't be delivered now, and is tried again later; see what the log says of the store",
          e);
      postpone(lane, new Verdict.Postponed(null, null));
    } else if (verdict instanceof Verdict.Settled) {
      store.remove(lane.settleFirst().id());
    } else if (verdict instanceof Verdict.Postponed postponed) {
      postpone(lane, postponed);
    }
    ended(lane);
    return null;
  }

  private void ended(DurableLane lane) {
    reader.giveBack(lane.reserved);
    lane.reserved = 0;
    lane.isBusy = false;
    busy--;
    lanes.forgetIfEmpty(lane);
    wake(lane);
    tellIfIdle();
  }

  private void postpone(DurableLane lane, Verdict.Postponed verdict) {
    Duration wait = lane.postpone(verdict, schedule, shared.clock().instant());
    lane.retry = shared.timer().schedule(() -> retry(lane), wait.toNanos(), TimeUnit.NANOSECONDS);
  }

  private synchronized void retry(DurableLane lane) {
    lane.retry = null;
    wake(lane);
  }

  /**
   * Gives a turn to all that wait for their next try.
   *
   * @return how many conversations that were
   */
  synchronized int flush() {
    List<DurableLane> waiting = lanes.waiting();
    for (DurableLane lane : waiting) {
      Objects.requireNonNull(lane.retry).cancel(false);
      retry(lane);
    }
    return waiting.size();
  }

  /** Changes the limit. What is kept already stays, though it may be too much now. */
  synchronized void resize(int maxQueue) {
    this.maxQueue = maxQueue;
  }

  /** Begins to deliver. */
  synchronized void resume() {
    isPaused = false;
    lanes.forEach(this::wake);
  }

  /** Begins no delivery any more. What comes is still stored. */
  synchronized void pause() {
    isPaused = true;
  }

  /** How many stanzas there are. */
  synchronized long size() {
    return lanes.size();
  }

  /** Shows all lanes to the one who looks for the oldest. */
  synchronized void show(OldestLanes oldest) {
    lanes.forEach(lane -> lane.show(oldest));
  }

  /** When the first came of those that are there. */
  CompletableFuture<Optional<Instant>> oldest() {
    return store.oldest(queue);
  }

  /** When the first is tried again of those that wait for it. */
  synchronized Optional<Instant> nextTry() {
    return lanes.nextTry();
  }

  /**
   * Completes when nothing is on its way into the store, and nothing is being delivered; where it
   * isn't paused, when nothing is left that doesn't wait for another try.
   */
  synchronized CompletableFuture<Void> whenIdle() {
    CompletableFuture<Void> idle = forIdle.add();
    tellIfIdle();
    return idle;
  }

  /** Completes when nothing is left at all. */
  synchronized CompletableFuture<Void> whenEmpty() {
    CompletableFuture<Void> empty = forEmpty.add();
    tellIfIdle();
    return empty;
  }

  private void tellIfIdle() {
    if (busy == 0 && storing == 0) {
      forIdle.tell();
    }
    if (lanes.isEmpty()) {
      forEmpty.tell();
    }
  }
}
