package org.stanzagate;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.slf4j.helpers.MessageFormatter;

/**
 * Makes text fit for one line of a log or a terminal: what could end the line, hide something or
 * turn the direction of writing is written as an escape, and what came as an argument is cut.
 */
final class LogText {
  /** In characters, of a piece of text from outside. */
  static final int LONGEST_ARGUMENT = 200;

  private LogText() {}

  /**
   * An event's message with its arguments, which SLF4J calls {@code {}}.
   *
   * @param longest how many characters of an argument are shown
   */
  static String message(@Nullable String pattern, Object @Nullable [] arguments, int longest) {
    if (arguments == null || arguments.length == 0) {
      return escape(String.valueOf(pattern));
    }
    Object[] cut = Arrays.stream(arguments).map(argument -> cut(argument, longest)).toArray();
    return escape(String.valueOf(MessageFormatter.basicArrayFormat(pattern, cut)));
  }

  /** A single piece of text from outside. */
  static String argument(String text) {
    return escape(cut(text, LONGEST_ARGUMENT));
  }

  /** Text of any length, for one line. */
  static String escape(String text) {
    if (text.codePoints().noneMatch(LogText::isUnfit)) {
      return text;
    }
    StringBuilder escaped = new StringBuilder(text.length() + 16);
    text.codePoints().forEach(point -> append(escaped, point));
    return escaped.toString();
  }

  /** SLF4J's formatter also turns arrays into text, and survives a toString() that fails. */
  private static String cut(Object argument, int longest) {
    String text =
        argument instanceof String string
            ? string
            : String.valueOf(MessageFormatter.basicArrayFormat("{}", new Object[] {argument}));
    if (text.codePointCount(0, text.length()) <= longest) {
      return text;
    }
    return text.substring(0, text.offsetByCodePoints(0, longest)) + "…";
  }

  private static boolean isUnfit(int point) {
    return switch (Character.getType(point)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE ->
          true;
      default -> false;
    };
  }

  private static void append(StringBuilder escaped, int point) {
    if (!isUnfit(point)) {
      escaped.appendCodePoint(point);
      return;
    }
    switch (point) {
      case '\n' -> escaped.append("\\n");
      case '\r' -> escaped.append("\\r");
      case '\t' -> escaped.append("\\t");
      default -> {
        for (char unit : Character.toChars(point)) {
          escaped.append(String.format("\\u%04x", (int) unit));
        }
      }
    }
  }
}
