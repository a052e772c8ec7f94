package org.stanzagate.entity;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** How long something has been running. Safe in any thread. */
public record Uptime(Clock clock, Instant start) {
  /** Of what starts now. */
  public static Uptime fromNow(Clock clock) {
    return new Uptime(clock, clock.instant());
  }

  /** In whole seconds; a clock that was set back can't make it less than none. */
  long seconds() {
    return Math.max(0, Duration.between(start, clock.instant()).toSeconds());
  }
}
