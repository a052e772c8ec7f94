package org.stanzagate.metrics;

import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;

/** How long something takes, from an answer at once to the longest that a bot may take. */
final class Times {
  private static final Duration[] BUCKETS = {
    Duration.ofMillis(5),
    Duration.ofMillis(25),
    Duration.ofMillis(100),
    Duration.ofMillis(500),
    Duration.ofSeconds(2),
    Duration.ofSeconds(10),
    Duration.ofSeconds(60)
  };

  private Times() {}

  /** A histogram with those buckets. */
  static Timer.Builder timer(String name, String help, Tags tags) {
    return Timer.builder(name).description(help).tags(tags).serviceLevelObjectives(BUCKETS);
  }
}
