package org.stanzagate.webhook;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import org.jspecify.annotations.Nullable;
import org.stanzagate.outbox.Store;
import org.stanzagate.outbox.StoredStanza;
import org.stanzagate.xml.Backlog;
import org.stanzagate.xml.Weight;

/**
 * Reads a lane's next stanzas from the store, into memory that has bounded room for what is read,
 * however many lanes ask at once. Safe in any thread.
 */
final class LaneReader {
  /** About what the store gives at once may take in memory, as text and as elements, in bytes. */
  static final long MOST_READ = 3L * 1024 * 1024;

  /** With no room for it, what is in the store can wait there. */
  private static final Duration NO_ROOM = Duration.ofMillis(20);

  private final Store store;
  private final long queue;
  private final Backlog room;
  private final ScheduledExecutorService timer;

  /**
   * @param room for what is read, shared with others
   */
  LaneReader(Store store, long queue, Backlog room, ScheduledExecutorService timer) {
    this.store = store;
    this.queue = queue;
    this.room = room;
    this.timer = timer;
  }

  /**
   * Reads what comes after an id, once there is room; that stays taken until {@link #keep}, whether
   * this fails or not. Who asks has its turn meanwhile, so that only few ask again and again.
   */
  CompletableFuture<List<StoredStanza>> read(String lane, long after) {
    return room.take(MOST_READ)
        ? store.read(queue, lane, after, DurableLane.MOST_IN_MEMORY)
        : Delay.of(NO_ROOM, timer).thenCompose(waited -> read(lane, after));
  }

  /**
   * Gives the room back that one read took, but for what its first stanza takes.
   *
   * @return that part, to be given back when the stanza's turn is over
   */
  long keep(@Nullable StoredStanza first) {
    long kept = first == null ? 0 : Math.min(MOST_READ, Weight.of(first.stanza().element()));
    room.giveBack(MOST_READ - kept);
    return kept;
  }

  /** Gives back what was kept. */
  void giveBack(long kept) {
    room.giveBack(kept);
  }
}
