package org.stanzagate.webhook;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;
import org.stanzagate.outbox.ConversationState;

/**
 * Picks, of any number of lanes, those whose first stanza is oldest, and keeps no more in memory
 * than it picks. For one thread.
 */
final class OldestLanes {
  private final int atMost;
  private final PriorityQueue<Lane> newestFirst =
      new PriorityQueue<>(Comparator.comparing(Lane::since).reversed());

  /**
   * A lane as it is now.
   *
   * @param since when the first came of what is in it
   * @param nextTry of that; null where it doesn't wait for it
   */
  record Lane(
      String from, String to, boolean isIqs, long size, Instant since, @Nullable Instant nextTry) {
    private ConversationState of(String callback, Instant now) {
      Duration age = Duration.between(since, now);
      return new ConversationState(callback, from, to, isIqs, size, age, nextTry);
    }
  }

  OldestLanes(int atMost) {
    this.atMost = atMost;
  }

  /** Whether a lane would be picked, of those that were seen so far. */
  boolean wants(Instant since) {
    Lane newest = newestFirst.peek();
    return newest == null || newestFirst.size() < atMost || since.isBefore(newest.since());
  }

  void add(Lane lane) {
    newestFirst.add(lane);
    if (newestFirst.size() > atMost) {
      newestFirst.remove();
    }
  }

  /** Those that were picked, in no order. */
  List<ConversationState> of(String callback, Instant now) {
    return newestFirst.stream().map(lane -> lane.of(callback, now)).toList();
  }
}
