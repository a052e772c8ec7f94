package org.stanzagate.xml;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.stanzagate.xml.XmlException.Reason;

/**
 * Finds the tags in XML as it comes in, byte by byte if it has to. Knows no more of XML than where
 * a tag ends: quotes and CDATA sections, and that neither comments nor DOCTYPE are allowed. Not
 * thread-safe.
 */
final class MarkupScanner {
  /** What was found. */
  enum Tag {
    START,
    /** A start tag that ends its element at once. */
    EMPTY,
    END,
    /** An XML declaration or another processing instruction. */
    INSTRUCTION
  }

  private enum State {
    CONTENT,
    OPENED,
    START_TAG,
    VALUE,
    END_TAG,
    BANG,
    CDATA,
    INSTRUCTION
  }

  private static final String CDATA = "[CDATA[";

  private State state = State.CONTENT;
  private int start;
  private int position;
  private byte quote;

  /** How much has been seen of what ends or makes up the state, such as {@code ]]}. */
  private int matched;

  /**
   * Goes on to the end of the next tag, and says what it was.
   *
   * @return null if the bytes end before
   * @throws XmlException at what RFC 6120 section 11.1 forbids
   */
  @Nullable Tag next(byte[] buffer, int from, int to) throws XmlException {
    start = -1;
    position = from;
    while (position < to) {
      Tag found =
          switch (state) {
            case CONTENT -> content(buffer, to);
            case OPENED -> opened(buffer[position]);
            case START_TAG -> startTag(buffer, to);
            case VALUE -> value(buffer, to);
            case END_TAG -> endTag(buffer, to);
            case BANG -> bang(buffer[position++]);
            case CDATA -> cdata(buffer, to);
            case INSTRUCTION -> instruction(buffer, to);
          };
      if (found != null) {
        state = State.CONTENT;
        return found;
      }
    }
    return null;
  }

  /** Where the last {@code <} is, or -1 if it came with earlier bytes. */
  int start() {
    return start;
  }

  /** Where the last scan ended. */
  int position() {
    return position;
  }

  /** Whether the bytes ended within markup, CDATA sections not counted. */
  boolean isInTag() {
    return state != State.CONTENT && state != State.CDATA;
  }

  static boolean isWhiteSpace(byte b) {
    return b == ' ' || b == '\n' || b == '\t' || b == '\r';
  }

  /** The name in a tag, as written. */
  static String name(byte[] tag, int from, int to) {
    int end = from;
    while (end < to && !isWhiteSpace(tag[end]) && tag[end] != '/' && tag[end] != '>') {
      end++;
    }
    return new String(tag, from, end - from, StandardCharsets.UTF_8);
  }

  private @Nullable Tag content(byte[] buffer, int to) {
    while (position < to) {
      if (buffer[position++] == '<') {
        start = position - 1;
        state = State.OPENED;
        break;
      }
    }
    return null;
  }

  private @Nullable Tag opened(byte next) {
    matched = 0;
    switch (next) {
      case '/' -> state = State.END_TAG;
      case '!' -> state = State.BANG;
      case '?' -> state = State.INSTRUCTION;
      default -> {
        state = State.START_TAG;
        return null;
      }
    }
    position++;
    return null;
  }

  private @Nullable Tag startTag(byte[] buffer, int to) {
    while (position < to) {
      byte b = buffer[position++];
      if (b == '>') {
        return matched == 1 ? Tag.EMPTY : Tag.START;
      }
      matched = b == '/' ? 1 : 0;
      if (b == '"' || b == '\'') {
        quote = b;
        state = State.VALUE;
        break;
      }
    }
    return null;
  }

  private @Nullable Tag value(byte[] buffer, int to) {
    while (position < to) {
      if (buffer[position++] == quote) {
        state = State.START_TAG;
        break;
      }
    }
    return null;
  }

  private @Nullable Tag endTag(byte[] buffer, int to) {
    while (position < to) {
      if (buffer[position++] == '>') {
        return Tag.END;
      }
    }
    return null;
  }

  private @Nullable Tag bang(byte next) throws XmlException {
    if (next != CDATA.charAt(matched)) {
      throw new XmlException(
          Reason.RESTRICTED, "neither comments nor DOCTYPE are allowed in XMPP", 0, 0);
    }
    if (++matched == CDATA.length()) {
      matched = 0;
      state = State.CDATA;
    }
    return null;
  }

  private @Nullable Tag cdata(byte[] buffer, int to) {
    while (position < to) {
      byte b = buffer[position++];
      if (b == '>' && matched == 2) {
        state = State.CONTENT;
        break;
      }
      matched = b == ']' ? Math.min(matched + 1, 2) : 0;
    }
    return null;
  }

  private @Nullable Tag instruction(byte[] buffer, int to) {
    while (position < to) {
      byte b = buffer[position++];
      if (b == '>' && matched == 1) {
        return Tag.INSTRUCTION;
      }
      matched = b == '?' ? 1 : 0;
    }
    return null;
  }
}
