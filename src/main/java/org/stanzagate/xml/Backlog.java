package org.stanzagate.xml;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The memory that elements which wait for something may take together, by their {@link Weight}.
 * With a bound for each conversation or query alone, whoever can begin many of them could fill the
 * heap. Safe in any thread.
 */
public final class Backlog {
  private final AtomicLong free;

  public Backlog(long bytes) {
    this.free = new AtomicLong(bytes);
  }

  /** Takes so much; false, and nothing taken, if there isn't so much left. */
  public boolean take(long bytes) {
    if (free.addAndGet(-bytes) >= 0) {
      return true;
    }
    free.addAndGet(bytes);
    return false;
  }

  /** Takes so much for what is there already, though there may not be so much left. */
  public void force(long bytes) {
    free.addAndGet(-bytes);
  }

  public void giveBack(long bytes) {
    free.addAndGet(bytes);
  }
}
