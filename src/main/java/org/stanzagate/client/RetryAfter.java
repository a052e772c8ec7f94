package org.stanzagate.client;

import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.DateTimeParseException;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoField;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads the header Retry-After (RFC 9110 section 10.2.3). */
final class RetryAfter {
  /** Whoever asks for more is taken to mean this: nobody means to be left alone for a year. */
  static final Duration LONGEST = Duration.ofDays(1);

  private static final Pattern SECONDS = Pattern.compile("[0-9]+");
  private static final BigInteger MOST_SECONDS = BigInteger.valueOf(LONGEST.toSeconds());

  private RetryAfter() {}

  /**
   * How long to wait from now on; not at all for a date that is over. Empty for what is neither
   * seconds nor a date.
   */
  static Optional<Duration> parse(String value, Instant now) {
    if (SECONDS.matcher(value).matches()) {
      return Optional.of(
          Duration.ofSeconds(new BigInteger(value).min(MOST_SECONDS).longValueExact()));
    }
    return date(value, now).map(date -> between(now, date));
  }

  private static Duration between(Instant now, Instant date) {
    if (date.isBefore(now)) {
      return Duration.ZERO;
    }
    Duration wait = Duration.between(now, date);
    return wait.compareTo(LONGEST) < 0 ? wait : LONGEST;
  }

  private static Optional<Instant> date(String value, Instant now) {
    for (DateTimeFormatter format : formats(now)) {
      try {
        return Optional.of(LocalDateTime.parse(value, format).toInstant(ZoneOffset.UTC));
      } catch (DateTimeParseException e) {
        // It may be of the next.
      }
    }
    return Optional.empty();
  }

  /** The three of RFC 9110 section 5.6.7; the year of the second is never 50 years ahead. */
  private static List<DateTimeFormatter> formats(Instant now) {
    LocalDate firstYear = LocalDate.ofInstant(now, ZoneOffset.UTC).minusYears(49);
    return List.of(
        strict(new DateTimeFormatterBuilder().appendPattern("EEE, dd MMM uuuu HH:mm:ss 'GMT'")),
        strict(
            new DateTimeFormatterBuilder()
                .appendPattern("EEEE, dd-MMM-")
                .appendValueReduced(ChronoField.YEAR, 2, 2, firstYear)
                .appendPattern(" HH:mm:ss 'GMT'")),
        strict(new DateTimeFormatterBuilder().appendPattern("EEE MMM ppd HH:mm:ss uuuu")));
  }

  private static DateTimeFormatter strict(DateTimeFormatterBuilder format) {
    return format.toFormatter(Locale.US).withResolverStyle(ResolverStyle.STRICT);
  }
}
