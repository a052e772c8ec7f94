package org.stanzagate.webhook;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.jxmpp.jid.Jid;
import org.stanzagate.stanza.Kind;
import org.stanzagate.stanza.Stanza;
import org.stanzagate.xml.Backlog;
import org.stanzagate.xml.Weight;

/**
 * The order of one callback's deliveries: the stanzas of one conversation one after the other, as
 * they came; iqs in a lane of their own; different conversations side by side, in turn. A lane
 * exists as long as there is something in it. Safe in any thread.
 */
final class Conversations {
  private int maxQueue;
  private final Turns turns;
  private final Backlog backlog;
  private final Clock clock;
  private final Delivery delivery;
  private final Map<Key, Lane> lanes = new HashMap<>();
  private final Waiters forIdle = new Waiters();

  /** Delivers a stanza; called in its turn, and never twice at a time for one lane. */
  @FunctionalInterface
  interface Delivery {
    /** Completes, in whatever way, when the next stanza of the same conversation may go. */
    CompletableFuture<?> deliver(Incoming incoming);
  }

  private record Key(Jid from, Jid to, boolean isIq) {
    static Key of(Stanza stanza) {
      return new Key(stanza.from().asBareJid(), stanza.to().asBareJid(), stanza.kind() == Kind.IQ);
    }
  }

  private record Entry(Incoming incoming, long weight, Instant received) {}

  private static final class Lane {
    private final Key key;
    private final Deque<Entry> waiting = new ArrayDeque<>(1);
    private @Nullable Entry underWay;

    Lane(Key key) {
      this.key = key;
    }

    long size() {
      return waiting.size() + (underWay == null ? 0L : 1L);
    }

    @Nullable Entry first() {
      return underWay == null ? waiting.peek() : underWay;
    }

    OldestLanes.Lane shown(Instant since) {
      return new OldestLanes.Lane(
          key.from().toString(), key.to().toString(), key.isIq(), size(), since, null);
    }
  }

  /**
   * @param maxQueue how many stanzas may wait in one lane
   */
  Conversations(int maxQueue, Turns turns, Backlog backlog, Clock clock, Delivery delivery) {
    this.maxQueue = maxQueue;
    this.turns = turns;
    this.backlog = backlog;
    this.clock = clock;
    this.delivery = delivery;
  }

  /** Takes a stanza to be delivered in its turn; false if its queue, or all memory, is full. */
  boolean add(Incoming incoming) {
    Stanza stanza = incoming.stanza();
    long weight = Weight.of(stanza.element());
    Key key = Key.of(stanza);
    Lane lane;
    boolean isNew;
    synchronized (this) {
      lane = lanes.get(key);
      if ((lane != null && lane.waiting.size() >= maxQueue) || !backlog.take(weight)) {
        return false;
      }
      isNew = lane == null;
      if (lane == null) {
        lane = new Lane(key);
        lanes.put(key, lane);
      }
      lane.waiting.add(new Entry(incoming, weight, clock.instant()));
    }
    if (isNew) {
      askForTurn(lane);
    }
    return true;
  }

  /** Changes the limit. What waits already stays, though it may be too much now. */
  synchronized void resize(int maxQueue) {
    this.maxQueue = maxQueue;
  }

  /** How many wait or are being delivered. */
  synchronized long size() {
    return lanes.values().stream().mapToLong(Lane::size).sum();
  }

  /** When the first came of those that wait or are being delivered. */
  synchronized Optional<Instant> oldest() {
    return lanes.values().stream()
        .flatMap(lane -> Stream.ofNullable(lane.first()))
        .map(Entry::received)
        .min(Comparator.naturalOrder());
  }

  /** Shows all lanes to the one who looks for the oldest. */
  synchronized void show(OldestLanes oldest) {
    for (Lane lane : lanes.values()) {
      Entry first = lane.first();
      if (first != null && oldest.wants(first.received())) {
        oldest.add(lane.shown(first.received()));
      }
    }
  }

  /** Takes away all that wait and are not being delivered yet. */
  synchronized List<Stanza> removeWaiting() {
    List<Stanza> removed = new ArrayList<>();
    for (Lane lane : lanes.values()) {
      for (Entry entry : lane.waiting) {
        backlog.giveBack(entry.weight());
        removed.add(entry.incoming().stanza());
      }
      lane.waiting.clear();
    }
    lanes.values().removeIf(lane -> lane.underWay == null);
    tellIfIdle();
    return removed;
  }

  /** Completes when nothing waits and nothing is being delivered. */
  synchronized CompletableFuture<Void> whenIdle() {
    CompletableFuture<Void> idle = forIdle.add();
    tellIfIdle();
    return idle;
  }

  private void tellIfIdle() {
    if (lanes.isEmpty()) {
      forIdle.tell();
    }
  }

  /**
   * Once for a lane that is new, and once after each of its turns: so it has one at a time, whoever
   * asks first. Not within the lock, for that may wake a thread which then wants it.
   */
  private void askForTurn(Lane lane) {
    turns.ask(() -> turn(lane));
  }

  private CompletableFuture<?> turn(Lane lane) {
    Entry entry;
    synchronized (this) {
      entry = lane.waiting.poll();
      lane.underWay = entry;
    }
    return entry == null
        ? CompletableFuture.completedFuture(null) // what it was for has been taken away
        : delivery.deliver(entry.incoming()).whenComplete((done, e) -> ended(lane, entry));
  }

  private void ended(Lane lane, Entry entry) {
    backlog.giveBack(entry.weight());
    synchronized (this) {
      lane.underWay = null;
      if (lane.waiting.isEmpty()) {
        lanes.remove(lane.key);
        tellIfIdle();
        return;
      }
    }
    askForTurn(lane);
  }
}
