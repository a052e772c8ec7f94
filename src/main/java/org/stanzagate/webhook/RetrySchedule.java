package org.stanzagate.webhook;

import java.time.Duration;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * When what was not accepted is posted again: after 1 s, doubling to 10 min, each a fifth more or
 * less at random, so that what failed at once isn't all back at once; or when the webhook said
 * (Retry-After, RFC 9110 section 10.2.3). As safe in any thread as the generator.
 */
final class RetrySchedule {
  private static final Duration FIRST = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofMinutes(10);

  /** Doubled more often, the first would be beyond the longest anyway. */
  private static final int MOST_DOUBLINGS = 20;

  private static final double SPREAD = 0.2;

  private final RandomGenerator random;

  /**
   * @param random no secret hangs on it
   */
  RetrySchedule(RandomGenerator random) {
    this.random = random;
  }

  /**
   * How long to wait.
   *
   * @param failures how often it has failed in a row, this time included
   * @param asked what the webhook asked for; never less than the first wait, or one that always
   *     says 0 would be asked without a pause
   */
  Duration wait(int failures, @Nullable Duration asked) {
    if (asked != null) {
      return asked.compareTo(FIRST) < 0 ? FIRST : asked;
    }
    long whole = FIRST.toMillis() << Math.min(failures - 1, MOST_DOUBLINGS);
    long bounded = Math.min(whole, LONGEST.toMillis());
    double factor = 1 - SPREAD + random.nextDouble() * 2 * SPREAD;
    return Duration.ofMillis(Math.round(bounded * factor));
  }
}
