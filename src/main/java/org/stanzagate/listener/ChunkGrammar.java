package org.stanzagate.listener;

import java.nio.ByteBuffer;

/**
 * Whether a chunked body is framed as RFC 9112 section 7.1 has it, to the letter. Undertow takes
 * much for a chunk that none is, and where two programs see the end of a body in different places,
 * one request is smuggled inside another (section 11.2). For one body; I/O thread only.
 */
final class ChunkGrammar {
  /** Digits of a size; what is larger than any body could overflow somewhere. */
  private static final int MAX_DIGITS = 12;

  private enum State {
    SIZE,
    BLANK,
    EXTENSION,
    SIZE_END,
    DATA,
    DATA_RETURN,
    DATA_END,
    FIELD,
    FIELD_NAME,
    FIELD_VALUE,
    FIELD_END,
    LAST_END,
    OVER,
    MALFORMED,
    TOO_LARGE
  }

  private final long maxSize;
  private State state = State.SIZE;
  private int digits;
  private long left;

  /**
   * @param maxSize of one chunk, in bytes
   */
  ChunkGrammar(long maxSize) {
    this.maxSize = maxSize;
  }

  boolean isMalformed() {
    return state == State.MALFORMED;
  }

  /** Whether a chunk is said to be larger than it may be. */
  boolean isTooLarge() {
    return state == State.TOO_LARGE;
  }

  /** Takes the next bytes, all that remain; what follows the body's end is somebody else's. */
  void take(ByteBuffer bytes) {
    while (bytes.hasRemaining() && state.compareTo(State.OVER) < 0) {
      if (state == State.DATA) {
        skip(bytes);
      } else {
        state = after(bytes.get() & 0xFF);
      }
    }
  }

  private void skip(ByteBuffer bytes) {
    int skipped = (int) Math.min(left, bytes.remaining());
    bytes.position(bytes.position() + skipped);
    left -= skipped;
    if (left == 0) {
      state = State.DATA_RETURN;
    }
  }

  private State after(int next) {
    return switch (state) {
      case SIZE -> inSize(next);
      case BLANK -> isBlank(next) ? State.BLANK : only(next, ';', State.EXTENSION);
      case EXTENSION -> inText(next, State.EXTENSION, State.SIZE_END);
      case SIZE_END -> only(next, '\n', left == 0 ? State.FIELD : State.DATA);
      case DATA_RETURN -> only(next, '\r', State.DATA_END);
      case DATA_END -> only(next, '\n', nextSize());
      case FIELD -> next == '\r' ? State.LAST_END : inFieldName(next, false);
      case FIELD_NAME -> inFieldName(next, true);
      case FIELD_VALUE -> inText(next, State.FIELD_VALUE, State.FIELD_END);
      case FIELD_END -> only(next, '\n', State.FIELD);
      case LAST_END -> only(next, '\n', State.OVER);
      case DATA, OVER, MALFORMED, TOO_LARGE -> state;
    };
  }

  private State nextSize() {
    digits = 0;
    left = 0;
    return State.SIZE;
  }

  private State inSize(int next) {
    int digit = Character.digit(next, 16);
    if (digit >= 0 && next < 0x80 && digits < MAX_DIGITS) {
      digits++;
      left = left * 16 + digit;
      return State.SIZE;
    }
    if (digits == 0) {
      return State.MALFORMED;
    }
    return switch (next) {
      case '\r' -> sized(State.SIZE_END);
      case ';' -> sized(State.EXTENSION);
      case ' ', '\t' -> sized(State.BLANK);
      default -> State.MALFORMED;
    };
  }

  private State sized(State next) {
    return left > maxSize ? State.TOO_LARGE : next;
  }

  private static State inText(int next, State more, State end) {
    if (next == '\r') {
      return end;
    }
    return next == '\t' || (next >= ' ' && next != 0x7F) ? more : State.MALFORMED;
  }

  private static State inFieldName(int next, boolean begun) {
    if (begun && next == ':') {
      return State.FIELD_VALUE;
    }
    boolean token =
        (next < 0x80 && Character.isLetterOrDigit(next)) || "!#$%&'*+-.^_`|~".indexOf(next) >= 0;
    return token ? State.FIELD_NAME : State.MALFORMED;
  }

  private static State only(int next, char wanted, State then) {
    return next == wanted ? then : State.MALFORMED;
  }

  private static boolean isBlank(int next) {
    return next == ' ' || next == '\t';
  }
}
