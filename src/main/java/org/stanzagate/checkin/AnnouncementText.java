package org.stanzagate.checkin;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Fills the fields of a check-in into the text that announces it. What strangers wrote stays text
 * on one line: control characters, and those that turn the direction of what comes after them, are
 * dropped; a brace in it is a brace. Immutable.
 */
record AnnouncementText(String template) {
  private static final Pattern FIELD = Pattern.compile("\\{([a-z_]+)}");

  String of(Checkin checkin) {
    return FIELD
        .matcher(template)
        .replaceAll(field -> Matcher.quoteReplacement(clean(value(field.group(1), checkin))));
  }

  private static String value(String field, Checkin checkin) {
    return switch (field) {
      case "packet_hash" -> checkin.packetHash();
      case "username" -> checkin.username();
      case "message" -> checkin.message();
      case "channel" -> checkin.channel();
      case "timestamp" -> checkin.timestamp();
      case "source_bot" -> checkin.sourceBot();
      default -> throw new IllegalArgumentException("the configuration let {" + field + "} pass");
    };
  }

  private static String clean(String text) {
    StringBuilder clean = new StringBuilder(text.length());
    text.codePoints().filter(AnnouncementText::isText).forEach(clean::appendCodePoint);
    return clean.toString();
  }

  private static boolean isText(int point) {
    boolean turnsDirection =
        (point >= 0x202A && point <= 0x202E) || (point >= 0x2066 && point <= 0x2069);
    boolean isNone = (point & 0xFFFE) == 0xFFFE;
    return switch (Character.getType(point)) {
      case Character.CONTROL,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE ->
          false;
      default -> !turnsDirection && !isNone;
    };
  }
}
