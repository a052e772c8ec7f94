package org.stanzagate.xml;

import java.io.CharArrayReader;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import org.stanzagate.xml.XmlException.Reason;

/** A sender's text, decoded, inside the element that it is put into to be parsed. */
final class SourceText {
  private final char[] chars;
  private final int start;
  private final int end;
  private final int length;

  /**
   * Decodes; a byte order mark at the start is dropped (RFC 7303, section 3.3).
   *
   * @throws XmlException at the first byte that is no UTF-8 (RFC 3629)
   */
  SourceText(byte[] utf8, int offset, int length, Enclosure enclosure) throws XmlException {
    String startTag = enclosure.startTag();
    this.chars = new char[startTag.length() + length + Enclosure.END_TAG.length()];
    CharBuffer out = CharBuffer.wrap(chars).put(startTag);
    this.start = out.position();
    ByteBuffer in = ByteBuffer.wrap(utf8, offset, length);
    if (length >= 3
        && utf8[offset] == (byte) 0xEF
        && utf8[offset + 1] == (byte) 0xBB
        && utf8[offset + 2] == (byte) 0xBF) {
      in.position(offset + 3);
    }
    CharsetDecoder decoder =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    CoderResult result = decoder.decode(in, out, true);
    this.end = out.position();
    if (result.isError()) {
      throw fault(
          Reason.NOT_WELL_FORMED,
          String.format(
              "the byte 0x%02X is no UTF-8; encode the text as UTF-8", in.get(in.position())),
          end);
    }
    out.put(Enclosure.END_TAG);
    this.length = out.position();
  }

  Reader reader() {
    return new CharArrayReader(chars, 0, length);
  }

  char charAt(int index) {
    return chars[index];
  }

  /** Where the sender's text starts. */
  int start() {
    return start;
  }

  /** Where the sender's text has ended. */
  int end() {
    return end;
  }

  /** Whether the sender's text goes on like that. */
  boolean has(String text, int index) {
    int length = text.length();
    if (index + length > end) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      if (chars[index + i] != text.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /** Where something is first found in the sender's text, or -1. */
  int find(String text, int from) {
    for (int i = from; i < end; i++) {
      if (has(text, i)) {
        return i;
      }
    }
    return -1;
  }

  /**
   * The index of the last {@code <} at or before an index of all; the start where there is none.
   */
  int tagBefore(int index) {
    int tag = Math.min(index, end - 1);
    while (tag > start && chars[tag] != '<') {
      tag--;
    }
    return tag;
  }

  /** Names the line and column of an index, as the sender counts them. */
  XmlException fault(Reason reason, String message, int index) {
    int line = 1;
    int lineStart = start;
    int place = Math.max(start, Math.min(index, end));
    for (int i = start; i < place; i++) {
      if (chars[i] == '\n' || (chars[i] == '\r' && chars[i + 1] != '\n')) {
        line++;
        lineStart = i + 1;
      }
    }
    return new XmlException(reason, message, line, place - lineStart + 1);
  }

  /** Turns the parser's line and column into those that the sender counts. */
  XmlException fault(Reason reason, String message, int line, int column) {
    boolean before = line < 2;
    return new XmlException(reason, message, before ? 1 : line - 1, before ? 1 : column);
  }
}
