package org.stanzagate.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetryAfterTest {
  private static final Instant NOW = Instant.parse("2026-11-22T12:00:00.5Z");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0 | PT0S",
        "120 | PT2M",
        "0000000120 | PT2M",
        "86399 | PT23H59M59S",
        "86400 | PT24H",
        "86401 | PT24H",
        "99999999999999999999999999 | PT24H",
        "Sun, 22 Nov 2026 12:00:30 GMT | PT29.5S",
        "Sunday, 22-Nov-26 12:00:30 GMT | PT29.5S",
        "Sun Nov 22 12:00:30 2026 | PT29.5S",
        "Mon Nov 23 11:00:00 2026 | PT22H59M59.5S",
        "Tue Dec  1 12:00:30 2026 | PT24H",
        "Fri, 31 Dec 9999 23:59:59 GMT | PT24H",
        "Sun, 22 Nov 2026 12:00:00 GMT | PT0S",
        "Thu, 01 Jan 1970 00:00:00 GMT | PT0S",
        "Sunday, 06-Nov-94 08:49:37 GMT | PT0S",
        "Sun Nov  6 08:49:37 1994 | PT0S",
        "Friday, 22-Nov-75 12:00:00 GMT | PT24H",
      })
  void secondsAndDatesAreKnown(String value, Duration wait) {
    assertThat(RetryAfter.parse(value, NOW)).contains(wait);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "-1",
        "+1",
        "1.5",
        "1 ",
        "1s",
        "1, 2",
        "0x10",
        "١٢",
        "soon",
        "2026-11-22T12:00:30Z",
        "Mon, 22 Nov 2026 12:00:30 GMT",
        "Sun, 22 Nov 2026 12:00:30 CET",
        "Sun, 22 Nov 2026 12:00:30 +0100",
        "Sun, 22 Nov 2026 12:00:30 UTC",
        "sun, 22 nov 2026 12:00:30 gmt",
        "Sun, 22 Nov 26 12:00:30 GMT",
        "Sun, 22-Nov-2026 12:00:30 GMT",
        "Sun, 30 Feb 2026 12:00:30 GMT",
        "Sun, 22 Nov 2026 24:00:00 GMT",
        "Sun, 22 Nov 2026 12:00:30 GMT\0",
        "22 Nov 2026 12:00:30 GMT",
      })
  void whatIsNeitherSaysNothing(String value) {
    assertThat(RetryAfter.parse(value, NOW)).isEmpty();
  }

  @Test
  void aMonstrousNumberIsBoundedToo() {
    assertThat(RetryAfter.parse("9".repeat(16_000), NOW)).contains(RetryAfter.LONGEST);
  }
}
