package org.stanzagate.checkin;

import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.DateTimeParseException;
import java.time.format.ResolverStyle;
import java.util.List;

/** Which texts are a date with its time by ISO 8601. */
final class Timestamps {
  private static final List<DateTimeFormatter> FORMATS =
      List.of(
          extended("'T'"),
          extended("' '"), // RFC 3339 section 5.6 allows for it
          new DateTimeFormatterBuilder()
              .parseCaseInsensitive()
              .appendPattern("uuuuMMdd'T'HHmm[ss]")
              .appendOptional(offset("+HHMM"))
              .appendOptional(offset("+HHmm"))
              .toFormatter()
              .withResolverStyle(ResolverStyle.STRICT));

  private static DateTimeFormatter extended(String between) {
    return new DateTimeFormatterBuilder()
        .parseCaseInsensitive()
        .append(DateTimeFormatter.ISO_LOCAL_DATE)
        .appendPattern(between)
        .append(DateTimeFormatter.ISO_LOCAL_TIME)
        .appendOptional(offset("+HH:MM:ss"))
        .appendOptional(offset("+HHMMss"))
        .appendOptional(offset("+HHmm"))
        .toFormatter()
        .withResolverStyle(ResolverStyle.STRICT);
  }

  private static DateTimeFormatter offset(String pattern) {
    return new DateTimeFormatterBuilder().appendOffset(pattern, "Z").toFormatter();
  }

  private Timestamps() {}

  static boolean isTimestamp(String text) {
    return FORMATS.stream().anyMatch(format -> parses(format, text));
  }

  private static boolean parses(DateTimeFormatter format, String text) {
    try {
      format.parse(text);
      return true;
    } catch (DateTimeParseException notThisOne) {
      return false;
    }
  }
}
