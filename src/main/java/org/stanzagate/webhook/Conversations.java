package org.stanzagate.webhook;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jxmpp.jid.Jid;
import org.stanzagate.stanza.Kind;
import org.stanzagate.stanza.Stanza;
import org.stanzagate.xml.Backlog;
import org.stanzagate.xml.Weight;

/**
 * The order of one callback's deliveries: the stanzas of one conversation one after the other, as
 * they came; iqs in a lane of their own; different conversations side by side, in turn, as many at
 * once as there may be connections. A lane exists as long as there is something in it. Safe in any
 * thread.
 */
final class Conversations {
  private int maxQueue;
  private int maxAtOnce;
  private final Backlog backlog;
  private final Executor executor;
  private final Delivery delivery;
  private final Map<Key, Lane> lanes = new HashMap<>();
  private final Deque<Lane> ready = new ArrayDeque<>();
  private final List<CompletableFuture<Void>> idleWaiters = new ArrayList<>();

  /** How many more may be delivered now; below zero after that was cut down. */
  private int free;

  /** Delivers a stanza; called in the executor, and never twice at a time for one lane. */
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

  private record Entry(Incoming incoming, long weight) {}

  private static final class Lane {
    private final Key key;
    private final Deque<Entry> waiting = new ArrayDeque<>(1);

    /** One of its stanzas is being delivered, or it is in its turn to be. */
    private boolean isTaken;

    Lane(Key key) {
      this.key = key;
    }
  }

  /**
   * @param maxQueue how many stanzas may wait in one lane
   * @param maxAtOnce how many may be delivered at once
   * @param executor runs the deliveries; must not run them in the calling thread
   */
  Conversations(
      int maxQueue, int maxAtOnce, Backlog backlog, Executor executor, Delivery delivery) {
    this.maxQueue = maxQueue;
    this.maxAtOnce = maxAtOnce;
    this.free = maxAtOnce;
    this.backlog = backlog;
    this.executor = executor;
    this.delivery = delivery;
  }

  /** Takes a stanza to be delivered in its turn; false if its queue, or all memory, is full. */
  boolean add(Incoming incoming) {
    Stanza stanza = incoming.stanza();
    long weight = Weight.of(stanza.element());
    Key key = Key.of(stanza);
    synchronized (this) {
      Lane lane = lanes.get(key);
      if ((lane != null && lane.waiting.size() >= maxQueue) || !backlog.take(weight)) {
        return false;
      }
      if (lane == null) {
        lane = new Lane(key);
        lanes.put(key, lane);
      }
      lane.waiting.add(new Entry(incoming, weight));
      if (!lane.isTaken) {
        lane.isTaken = true;
        ready.add(lane);
      }
      startThoseThatMay();
    }
    return true;
  }

  /** Changes both limits. What waits already stays, though it may be too much now. */
  synchronized void resize(int maxQueue, int maxAtOnce) {
    this.maxQueue = maxQueue;
    free += maxAtOnce - this.maxAtOnce;
    this.maxAtOnce = maxAtOnce;
    startThoseThatMay();
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
    ready.forEach(lane -> lanes.remove(lane.key));
    ready.clear();
    tellIfIdle();
    return removed;
  }

  /** Completes when nothing waits and nothing is being delivered. */
  synchronized CompletableFuture<Void> whenIdle() {
    CompletableFuture<Void> idle = new CompletableFuture<>();
    idleWaiters.add(idle);
    tellIfIdle();
    return idle;
  }

  private void tellIfIdle() {
    if (lanes.isEmpty()) {
      idleWaiters.forEach(idle -> idle.complete(null));
      idleWaiters.clear();
    }
  }

  private void startThoseThatMay() {
    while (free > 0 && !ready.isEmpty()) {
      free--;
      Lane lane = ready.remove();
      Entry entry = lane.waiting.remove();
      executor.execute(() -> deliver(lane, entry));
    }
  }

  private void deliver(Lane lane, Entry entry) {
    var unused = delivery.deliver(entry.incoming()).whenComplete((done, e) -> ended(lane, entry));
  }

  private synchronized void ended(Lane lane, Entry entry) {
    backlog.giveBack(entry.weight());
    free++;
    if (lane.waiting.isEmpty()) {
      lanes.remove(lane.key);
      tellIfIdle();
    } else {
      ready.add(lane);
    }
    startThoseThatMay();
  }
}
