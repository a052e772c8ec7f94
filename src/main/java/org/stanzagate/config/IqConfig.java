package org.stanzagate.config;

import java.time.Duration;

/**
 * How long an iq waits for its answer.
 *
 * @param timeout where the request doesn't say; no longer than {@code maxTimeout}
 * @param maxTimeout the most that a request may ask for
 */
public record IqConfig(Duration timeout, Duration maxTimeout) {
  public IqConfig {
    if (timeout.isNegative() || timeout.isZero()) {
      throw new IllegalArgumentException("an iq waits longer than no time");
    }
    if (timeout.compareTo(maxTimeout) > 0) {
      throw new IllegalArgumentException("is longer than max_timeout; make it shorter");
    }
  }
}
