package org.stanzagate.component;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class BackoffTest {
  private static final RandomGenerator NO_JITTER = () -> 0;

  private static Backoff backoff(RandomGenerator random) {
    return new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(30), random);
  }

  private static List<Long> seconds(Backoff backoff, int tries) {
    return Stream.generate(backoff::next).limit(tries).map(Duration::toSeconds).toList();
  }

  @Test
  void theWaitDoublesUpToTheLongest() {
    assertThat(seconds(backoff(NO_JITTER), 8)).containsExactly(1L, 2L, 4L, 8L, 16L, 30L, 30L, 30L);
  }

  @Test
  void afterAResetItBeginsWithTheFirstWaitAgain() {
    Backoff backoff = backoff(NO_JITTER);
    seconds(backoff, 4);
    backoff.reset();
    assertThat(seconds(backoff, 3)).containsExactly(1L, 2L, 4L);
  }

  @Test
  void jitterShortensEachWaitByLessThanAQuarterAndDiffers() {
    Backoff backoff = backoff(new Random(42));
    seconds(backoff, 5);
    List<Duration> waits = Stream.generate(backoff::next).limit(200).toList();
    assertThat(waits)
        .allSatisfy(
            wait -> assertThat(wait).isBetween(Duration.ofMillis(22_500), Duration.ofSeconds(30)));
    assertThat(waits.stream().distinct().count()).isGreaterThan(100);
  }
}
