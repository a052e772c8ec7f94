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
              .appendPattern("uuuuMMdd'T'HHmm[ss][XX][X]")
              .toFormatter()
              .withResolverStyle(ResolverStyle.STRICT));

  private static DateTimeFormatter extended(String between) {
    return new DateTimeFormatterBuilder()
        .parseCaseInsensitive()
        .append(DateTimeFormatter.ISO_LOCAL_DATE)
        .appendPattern(between)
        .append(DateTimeFormatter.ISO_LOCAL_TIME)
        .appendPattern("[XXXXX][XXXX][X]")
        .toFormatter()
        .withResolverStyle(ResolverStyle.STRICT);
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
