package org.stanzagate.component;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait before each reconnect, or other new try: doubling from first to longest, each
 * shortened by up to a quarter at random, so that many gateways don't come back to a restarted
 * server in step. For one thread.
 */
public final class Backoff {
  private final long first;
  private final long longest;
  private final RandomGenerator random;
  private long next;

  /**
   * Begins with the first.
   *
   * @param random no secret hangs on it
   */
  public Backoff(Duration first, Duration longest, RandomGenerator random) {
    this.first = first.toMillis();
    this.longest = longest.toMillis();
    this.random = random;
    this.next = this.first;
  }

  /** The wait before the try that comes now. */
  public Duration next() {
    long whole = next;
    next = Math.min(longest, whole * 2);
    return Duration.ofMillis(whole - (long) (random.nextDouble() * whole / 4));
  }

  /** Begins with the first wait again. */
  public void reset() {
    next = first;
  }
}
