package org.stanzagate.codec;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Reads bodies that are text, strictly in UTF-8. */
final class Utf8Body {
  private static final char BYTE_ORDER_MARK = '\uFEFF';
  private static final char REPLACEMENT = '\uFFFD';

  private Utf8Body() {}

  /**
   * The text, without a byte order mark.
   *
   * @param format what the body is, for an error: {@code JSON}
   */
  static String read(byte[] body, String format) throws DecodeException {
    String text = new String(body, StandardCharsets.UTF_8);
    String before = beforeFault(body, text);
    if (before != null) {
      int line = 1 + (int) before.chars().filter(c -> c == '\n').count();
      int column = before.length() - before.lastIndexOf('\n');
      throw new DecodeException(
          "the %s must be in UTF-8, and this is not (line %d, column %d)"
              .formatted(format, line, column));
    }
    return !text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK ? text.substring(1) : text;
  }

  /** The text; null if it is no UTF-8. */
  static @Nullable String decode(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    return beforeFault(bytes, text) == null ? text : null;
  }

  /** What comes before the first fault; null if there is none. */
  private static @Nullable String beforeFault(byte[] bytes, String text) {
    if (text.indexOf(REPLACEMENT) < 0) {
      return null;
    }
    // The replacement may stand for a fault, or be what was sent.
    CharBuffer before = CharBuffer.allocate(bytes.length);
    boolean faulty =
        StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes), before, true).isError();
    return faulty ? before.flip().toString() : null;
  }
}
