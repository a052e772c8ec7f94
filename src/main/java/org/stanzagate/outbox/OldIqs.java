package org.stanzagate.outbox;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongConsumer;

/** Takes the iqs of an earlier life of the process out of a lane. Safe in any thread. */
final class OldIqs {
  private static final int STEP = 100;

  private final Store store;
  private final long queue;
  private final String lane;
  private final LongConsumer removed;

  /**
   * @param removed hears of the id of each
   */
  OldIqs(Store store, long queue, String lane, LongConsumer removed) {
    this.store = store;
    this.queue = queue;
    this.lane = lane;
    this.removed = removed;
  }

  /**
   * Looks at those that follow an id, for what comes behind them is of this life.
   *
   * @param left how many
   */
  CompletableFuture<Void> remove(long after, long left) {
    return store
        .read(queue, lane, after, STEP)
        .thenCompose(
            stanzas -> {
              stanzas.stream()
                  .limit(left)
                  .filter(stored -> stored.stanza().isRequest())
                  .forEach(this::remove);
              return stanzas.size() >= left || stanzas.isEmpty()
                  ? CompletableFuture.completedFuture(null)
                  : remove(last(stanzas), left - stanzas.size());
            });
  }

  private void remove(StoredStanza iq) {
    store.remove(iq.id());
    removed.accept(iq.id());
  }

  private static long last(List<StoredStanza> stanzas) {
    return stanzas.get(stanzas.size() - 1).id();
  }
}
