package org.stanzagate.component;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait before each reconnect: doubling from first to longest, each shortened by up to a
 * quarter at random, so that many gateways don't come back to a restarted server in step. For one
 * thread.
 */
final class Backoff {
  private final long first;
  private final long longest;
  private final RandomGenerator random;
  private long next;

  Backoff(Duration first, Duration longest, RandomGenerator random) {
    this.first = first.toMillis();
    this.longest = longest.toMillis();
    this.random = random;
    this.next = this.first;
  }

  /** The wait before the try that comes now. */
  Duration next() {
    long whole = next;
    next = Math.min(longest, whole * 2);
    return Duration.ofMillis(whole - (long) (random.nextDouble() * whole / 4));
  }

  /** Begins with the first wait again. */
  void reset() {
    next = first;
  }
}
