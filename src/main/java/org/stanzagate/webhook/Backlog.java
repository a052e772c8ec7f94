package org.stanzagate.webhook;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The memory that all waiting stanzas may take together: whoever can open many conversations could
 * otherwise fill the heap while a webhook is slow. Safe in any thread.
 */
final class Backlog {
  private final AtomicLong free;

  Backlog(long bytes) {
    this.free = new AtomicLong(bytes);
  }

  /** Takes so much; false, and nothing taken, if there isn't so much left. */
  boolean take(long bytes) {
    if (free.addAndGet(-bytes) >= 0) {
      return true;
    }
    free.addAndGet(bytes);
    return false;
  }

  void giveBack(long bytes) {
    free.addAndGet(bytes);
  }
}
