package org.stanzagate.webhook;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.stanzagate.client.WebhookAnswer;
import org.stanzagate.outbox.StoredStanza;
import org.stanzagate.stanza.Stanza;
import org.stanzagate.xml.Backlog;
import org.stanzagate.xml.Weight;

/**
 * One conversation that is kept in the store: its first stanzas in memory, as far as there is room,
 * and how many more there are. For one thread at a time.
 */
final class DurableLane {
  /** More at once would only take the others' room. */
  static final int MOST_IN_MEMORY = 100;

  final String name;
  private final Backlog memory;
  private final Deque<Kept> kept = new ArrayDeque<>(1);

  /** How many there are in the store behind those in memory. */
  private long unread;

  /** How many are on their way into the store. */
  private int storing;

  /** The last that was settled. */
  private long settled;

  /** When the first came; null where that is not known until it is read. */
  private @Nullable Instant since;

  /** It has a turn, or has asked for one. */
  boolean isBusy;

  /** What its first stanza takes of the room for reading, while it has its turn. */
  long reserved;

  /** What wakes it up; null where it doesn't wait for another try. */
  @Nullable Future<?> retry;

  /** When that is; stays while there is a turn. */
  @Nullable Instant nextTry;

  /** How often its first stanza has failed. */
  private int failures;

  /** Why, the last time that the webhook was asked. */
  @Nullable WebhookAnswer lastAnswer;

  private record Kept(StoredStanza stanza, long weight) {}

  /**
   * @param memory what its stanzas take there is taken of that
   */
  DurableLane(String name, Backlog memory) {
    this.name = name;
    this.memory = memory;
  }

  /** What the lane of a stanza's conversation is called. */
  static String nameFor(Stanza stanza) {
    return stanza.from().asBareJid() + "\n" + stanza.to().asBareJid();
  }

  /** How many there are in all. */
  long size() {
    return kept.size() + unread + storing;
  }

  boolean isEmpty() {
    return size() == 0;
  }

  /** Whether there is something that can have a turn. */
  boolean isReady() {
    return !kept.isEmpty() || unread > 0;
  }

  /**
   * There are so many more in the store, before those that are on their way.
   *
   * @param oldest when the first of them came
   */
  void addUnread(long more, Instant oldest) {
    since = isReady() ? since : oldest;
    unread += more;
  }

  /** Shows itself to the one who looks for the oldest, where it is known how old it is. */
  void show(OldestLanes oldest) {
    if (since != null && oldest.wants(since)) {
      String[] ends = name.split("\n", 2);
      Instant next = retry == null ? null : nextTry;
      oldest.add(new OldestLanes.Lane(ends[0], ends[1], false, size(), since, next));
    }
  }

  void storing() {
    storing++;
  }

  void notStored() {
    storing--;
  }

  /** It is in the store, and here too if there is nothing between, and room. */
  void stored(StoredStanza stanza) {
    storing--;
    since = isReady() ? since : stanza.received();
    if (unread > 0 || retry != null || !keep(stanza)) {
      unread++;
    }
  }

  private boolean keep(StoredStanza stanza) {
    long weight = Weight.of(stanza.stanza().element());
    if (kept.size() >= MOST_IN_MEMORY || !memory.take(weight)) {
      return false;
    }
    kept.add(new Kept(stanza, weight));
    return true;
  }

  /** The last that was settled: what is read next comes after it. */
  long settled() {
    return settled;
  }

  /** Takes what was read: the first whatever it takes, the others where there is room. */
  void read(List<StoredStanza> stanzas) {
    if (stanzas.isEmpty()) {
      unread = 0;
      return;
    }
    kept.add(new Kept(stanzas.get(0), 0));
    since = stanzas.get(0).received();
    unread--;
    for (StoredStanza stanza : stanzas.subList(1, stanzas.size())) {
      if (!keep(stanza)) {
        return;
      }
      unread--;
    }
  }

  /** The first; null where it has to be read. */
  @Nullable StoredStanza first() {
    Kept first = kept.peek();
    return first == null ? null : first.stanza();
  }

  /** The first is done with. */
  StoredStanza settleFirst() {
    Kept first = kept.remove();
    memory.giveBack(first.weight());
    settled = first.stanza().id();
    failures = 0;
    lastAnswer = null;
    nextTry = null;
    Kept second = kept.peek();
    since = second == null ? null : second.stanza().received();
    return first.stanza();
  }

  /**
   * The first has failed once more, and is tried again when the schedule says so, or when it
   * expires if that is sooner. Until then it needs no room here.
   *
   * @return how long that is from now
   */
  Duration postpone(Verdict.Postponed verdict, RetrySchedule schedule, Instant now) {
    failures++;
    if (verdict.answer() != null) {
      lastAnswer = verdict.answer();
    }
    Instant next = now.plus(schedule.wait(failures, verdict.delay()));
    StoredStanza first = first();
    if (first != null && first.expires().isAfter(now) && first.expires().isBefore(next)) {
      next = first.expires();
    }
    nextTry = next;
    forgetKept();
    return Duration.between(now, next);
  }

  private void forgetKept() {
    kept.forEach(entry -> memory.giveBack(entry.weight()));
    unread += kept.size();
    kept.clear();
  }
}
