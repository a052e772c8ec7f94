package org.stanzagate.component;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.stanzagate.stanza.Stanza;
import org.stanzagate.xml.Backlog;
import org.stanzagate.xml.Weight;

/**
 * What has come of the results of one archive query, in its order. When it is more than may be
 * held, nothing is held any more, and the query has no answer but that; it still takes what comes,
 * so that the rest of a huge archive doesn't go to others. Safe in any thread.
 */
final class ArchiveResults {
  /** How much one query may hold: of stanzas, and of memory in bytes. */
  record Limits(int stanzas, long memory) {}

  private final Limits limits;
  private final Backlog memory;
  private final List<Stanza> results = new ArrayList<>();
  private long weight;
  private @Nullable String fault;
  private boolean isClosed;

  /**
   * @param memory what all queries may hold together
   */
  ArchiveResults(Limits limits, Backlog memory) {
    this.limits = limits;
    this.memory = memory;
  }

  /** Takes a result; false once it is closed. */
  synchronized boolean add(Stanza result) {
    if (isClosed) {
      return false;
    }
    if (fault == null) {
      hold(result);
    }
    return true;
  }

  private void hold(Stanza result) {
    long more = Weight.of(result.element());
    if (results.size() >= limits.stanzas || weight + more > limits.memory) {
      giveUp(
          "the answer is more than %d stanzas, or about %d MiB of memory"
              .formatted(limits.stanzas, limits.memory >> 20));
    } else if (!memory.take(more)) {
      giveUp("the answers that all archive queries wait for are more than there is memory for");
    } else {
      weight += more;
      results.add(result);
    }
  }

  private void giveUp(String reason) {
    fail(reason + "; ask for less, with a smaller max (XEP-0059), or a shorter time");
  }

  /** One of the results could not be read: without it the answer would be another. */
  synchronized boolean fail(String reason) {
    free();
    fault = fault == null ? reason : fault;
    return !isClosed;
  }

  /** What the one who asked is told, the iq having come to this end. */
  synchronized Reply complete(Reply end) {
    if (fault != null) {
      return new Reply.Unreadable(fault);
    }
    return end instanceof Reply.Answer answer ? new Reply.Answer(results, answer.stanza()) : end;
  }

  /** Takes no more, and holds nothing. */
  synchronized void close() {
    isClosed = true;
    free();
  }

  private void free() {
    memory.giveBack(weight);
    weight = 0;
    results.clear();
  }
}
