package org.stanzagate.webhook;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.stanzagate.client.WebhookAnswer;
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

  /** About what a conversation takes in memory, none of its stanzas counted. */
  private static final long LANE_WEIGHT = 500;

  /** About what the store gives at once may take in memory, as text and as elements, in bytes. */
  static final long MOST_READ = 3L * 1024 * 1024;

  /** With no room for it, what is in the store can wait there. */
  private static final Duration NO_ROOM = Duration.ofMillis(20);

  private final Store store;
  private final long queue;
  private final Turns turns;
  private final Shared shared;
  private final RetrySchedule schedule;
  private final Delivery delivery;
  private final Map<String, DurableLane> lanes = new LinkedHashMap<>();
  private final List<CompletableFuture<Void>> idleWaiters = new ArrayList<>();
  private final List<CompletableFuture<Void>> emptyWaiters = new ArrayList<>();
  private int maxQueue;
  private int busy;
  private int storing;
  private boolean isPaused = true;

  /** What is done with a stanza; called in the executor, and never twice at a time for one lane. */
  interface Delivery {
    CompletableFuture<Verdict> post(StoredStanza stored);

    /**
     * Ends one whose time is over.
     *
     * @param last the webhook's last answer to it; null if it was never asked, or not since the
     *     start
     */
    CompletableFuture<Verdict> expire(StoredStanza stored, @Nullable WebhookAnswer last);
  }

  /** What became of a stanza that is to be kept. */
  enum Taken {
    STORED,
    /** Too much is waiting. */
    FULL,
    /** The store can't be written. */
    UNWRITABLE
  }

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
      Delivery delivery) {
    this.store = store;
    this.queue = queue;
    this.maxQueue = maxQueue;
    this.turns = turns;
    this.shared = shared;
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

  /** The lane of a stanza's conversation. */
  private static String lane(Stanza stanza) {
    return stanza.from().asBareJid() + "\n" + stanza.to().asBareJid();
  }

  private synchronized void restored(List<StoredLane> found) {
    for (StoredLane stored : found) {
      DurableLane lane = lanes.get(stored.name());
      if (lane == null) {
        lane = new DurableLane(stored.name(), shared.readAhead());
        lanes.put(stored.name(), lane);
        shared.lanes().force(LANE_WEIGHT);
      }
      lane.addUnread(stored.size());
      wake(lane);
    }
  }

  /** Whether something of the stanza's conversation is still here. */
  synchronized boolean holds(Stanza stanza) {
    return lanes.containsKey(lane(stanza));
  }

  /** Takes a stanza to be stored, and delivered in its turn. */
  CompletableFuture<Taken> add(Stanza stanza, boolean isOwn, Duration expire) {
    Instant now = shared.clock().instant();
    Instant expires = now.plus(expire);
    String name = lane(stanza);
    long weight = Weight.of(stanza.element());
    // Within the lock, so that a lane's order is the store's, and so is that of what follows.
    synchronized (this) {
      DurableLane found = lanes.get(name);
      boolean isFull = found != null && found.size() >= maxQueue;
      if (isFull || !hasRoom(weight, found == null)) {
        return CompletableFuture.completedFuture(Taken.FULL);
      }
      DurableLane lane =
          lanes.computeIfAbsent(name, key -> new DurableLane(key, shared.readAhead()));
      lane.storing();
      storing++;
      return store
          .put(queue, name, stanza, isOwn, now, expires)
          .thenApply(id -> new StoredStanza(id, stanza, isOwn, now, expires))
          .handle((stored, e) -> stored(lane, weight, stored));
    }
  }

  private boolean hasRoom(long weight, boolean isNewLane) {
    if (!shared.backlog().take(weight)) {
      return false;
    }
    if (isNewLane && !shared.lanes().take(LANE_WEIGHT)) {
      shared.backlog().giveBack(weight);
      return false;
    }
    return true;
  }

  private synchronized Taken stored(DurableLane lane, long weight, @Nullable StoredStanza stored) {
    storing--;
    shared.backlog().giveBack(weight);
    if (stored == null) {
      lane.notStored();
      forgetIfEmpty(lane);
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
            ? roomToRead()
                .thenCompose(
                    room ->
                        store.read(queue, lane.name, lane.settled(), DurableLane.MOST_IN_MEMORY))
                .handle((stanzas, e) -> read(lane, stanzas, e))
                .thenComposeAsync(read -> deliver(lane, read), shared.executor())
            : deliver(lane, first);
    return verdict.handle((given, e) -> judged(lane, given, e));
  }

  /** Completes once there is; the lane has its turn meanwhile, so that only few ask again. */
  private CompletableFuture<Duration> roomToRead() {
    return shared.reading().take(MOST_READ)
        ? CompletableFuture.completedFuture(Duration.ZERO)
        : Delay.of(NO_ROOM, shared.timer()).thenCompose(waited -> roomToRead());
  }

  /** Of the room, the first keeps what it takes until its turn is over. */
  private synchronized @Nullable StoredStanza read(
      DurableLane lane, @Nullable List<StoredStanza> stanzas, @Nullable Throwable e) {
    if (stanzas != null) {
      lane.read(stanzas);
    }
    StoredStanza first = lane.first();
    lane.reserved = first == null ? 0 : Math.min(MOST_READ, Weight.of(first.stanza().element()));
    shared.reading().giveBack(MOST_READ - lane.reserved);
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
      LOG.warn("What is in the store can't be delivered now, and is tried again later", e);
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
    shared.reading().giveBack(lane.reserved);
    lane.reserved = 0;
    lane.isBusy = false;
    busy--;
    forgetIfEmpty(lane);
    wake(lane);
    tellIfIdle();
  }

  private void forgetIfEmpty(DurableLane lane) {
    if (lane.isEmpty() && lanes.remove(lane.name, lane)) {
      shared.lanes().giveBack(LANE_WEIGHT);
    }
  }

  private void postpone(DurableLane lane, Verdict.Postponed verdict) {
    lane.failures++;
    if (verdict.answer() != null) {
      lane.lastAnswer = verdict.answer();
    }
    Duration wait = schedule.wait(lane.failures, verdict.delay());
    Instant now = shared.clock().instant();
    StoredStanza first = lane.first();
    if (first != null && first.expires().isAfter(now)) {
      Duration left = Duration.between(now, first.expires());
      wait = left.compareTo(wait) < 0 ? left : wait;
    }
    lane.nextTry = now.plus(wait);
    lane.retry = shared.timer().schedule(() -> retry(lane), wait.toNanos(), TimeUnit.NANOSECONDS);
    lane.forgetKept();
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
    List<DurableLane> waiting = lanes.values().stream().filter(lane -> lane.retry != null).toList();
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
    lanes.values().forEach(this::wake);
  }

  /** Begins no delivery any more. What comes is still stored. */
  synchronized void pause() {
    isPaused = true;
  }

  /** How many stanzas there are. */
  synchronized long size() {
    return lanes.values().stream().mapToLong(DurableLane::size).sum();
  }

  /** When the first came of those that are there. */
  CompletableFuture<Optional<Instant>> oldest() {
    return store.oldest(queue);
  }

  /** When the first is tried again of those that wait for it. */
  synchronized Optional<Instant> nextTry() {
    return lanes.values().stream()
        .filter(lane -> lane.retry != null)
        .flatMap(lane -> Optional.ofNullable(lane.nextTry).stream())
        .min(Comparator.naturalOrder());
  }

  /**
   * Completes when nothing is on its way into the store, and nothing is being delivered; where it
   * isn't paused, when nothing is left that doesn't wait for another try.
   */
  synchronized CompletableFuture<Void> whenIdle() {
    CompletableFuture<Void> idle = new CompletableFuture<>();
    idleWaiters.add(idle);
    tellIfIdle();
    return idle;
  }

  /** Completes when nothing is left at all. */
  synchronized CompletableFuture<Void> whenEmpty() {
    CompletableFuture<Void> empty = new CompletableFuture<>();
    emptyWaiters.add(empty);
    tellIfIdle();
    return empty;
  }

  private void tellIfIdle() {
    if (busy == 0 && storing == 0) {
      idleWaiters.forEach(idle -> idle.complete(null));
      idleWaiters.clear();
    }
    if (lanes.isEmpty()) {
      emptyWaiters.forEach(empty -> empty.complete(null));
      emptyWaiters.clear();
    }
  }
}
