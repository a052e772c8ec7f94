package org.stanzagate.console;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * What a viewer has yet to be shown: so many, and so much, and beyond that the oldest is lost. Safe
 * in any thread; no method waits for more than another of them.
 */
final class Backlog {
  static final int MOST = 500;

  /** In characters: what one viewer who takes nothing can keep in memory. */
  static final int HEAVIEST = 2 * 1024 * 1024;

  /** In characters: as text, several times over, it stays until the viewer has taken it. */
  static final int HEAVIEST_BATCH = 32 * 1024;

  private final Deque<Passage> passages = new ArrayDeque<>();
  private int weight;
  private long lost;

  /**
   * What comes next.
   *
   * @param lost how many were lost right before these
   */
  record Batch(long lost, List<Passage> passages) {}

  /** The newest is kept, however large. */
  synchronized void add(Passage passage) {
    passages.add(passage);
    weight += passage.weight();
    while (passages.size() > 1 && (passages.size() > MOST || weight > HEAVIEST)) {
      weight -= passages.remove().weight();
      lost++;
    }
  }

  synchronized boolean isEmpty() {
    return passages.isEmpty();
  }

  /** Takes so many out, the oldest first; fewer where they are large, but one at least. */
  synchronized Batch take(int atMost) {
    List<Passage> taken = new ArrayList<>(Math.min(atMost, passages.size()));
    int heavy = 0;
    while (taken.size() < atMost && heavy < HEAVIEST_BATCH && !passages.isEmpty()) {
      Passage first = passages.remove();
      weight -= first.weight();
      heavy += first.weight();
      taken.add(first);
    }
    long before = lost;
    lost = 0;
    return new Batch(before, taken);
  }
}
