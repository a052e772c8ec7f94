package org.stanzagate.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryScheduleTest {
  private final RetrySchedule schedule = new RetrySchedule(new Random(1));

  @ParameterizedTest
  @CsvSource({
    "1, 1",
    "2, 2",
    "3, 4",
    "4, 8",
    "9, 256",
    "10, 512",
    "11, 600",
    "12, 600",
    "1000000, 600"
  })
  void doublesFromASecondToTenMinutesAFifthMoreOrLess(int failures, int seconds) {
    List<Long> waits =
        Stream.generate(() -> schedule.wait(failures, null).toMillis()).limit(1000).toList();

    assertThat(waits).allMatch(wait -> wait >= seconds * 800L && wait <= seconds * 1200L);
    assertThat(waits).anyMatch(wait -> wait < seconds * 850L);
    assertThat(waits).anyMatch(wait -> wait > seconds * 1150L);
  }

  @ParameterizedTest
  @CsvSource({"0, 1", "1, 1", "7, 7", "86400, 86400"})
  void doesWhatTheWebhookAsksForButNotWithoutAPause(int asked, int seconds) {
    assertThat(schedule.wait(9, Duration.ofSeconds(asked))).isEqualTo(Duration.ofSeconds(seconds));
  }

  @Test
  void theWaitAfterOneThatWasAskedForIsOfTheScheduleAgain() {
    Duration unused = schedule.wait(1, Duration.ofSeconds(100));

    assertThat(schedule.wait(2, null)).isBetween(Duration.ofMillis(1600), Duration.ofMillis(2400));
  }
}
