package org.stanzagate.xml;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Grows UTF-8, escaping for XML while it encodes. Not thread-safe. */
final class Utf8 {
  /** What can stand in attribute values only as a reference, ' and " whichever quotes it. */
  private static final byte[][] IN_VALUE = new byte[0x80][];

  /** What can stand in character data only as a reference. */
  private static final byte[][] IN_TEXT = new byte[0x80][];

  static {
    IN_TEXT['&'] = ascii("&amp;");
    IN_TEXT['<'] = ascii("&lt;");
    IN_TEXT['>'] = ascii("&gt;");
    // As itself it would come back as a newline (XML 1.0, section 2.11).
    IN_TEXT['\r'] = ascii("&#xD;");
    System.arraycopy(IN_TEXT, 0, IN_VALUE, 0, IN_TEXT.length);
    IN_VALUE['\''] = ascii("&apos;");
    IN_VALUE['"'] = ascii("&quot;");
    // As themselves they would come back as spaces (section 3.3.3).
    IN_VALUE['\t'] = ascii("&#x9;");
    IN_VALUE['\n'] = ascii("&#xA;");
  }

  private byte[] bytes = new byte[512];
  private int size;

  void put(char ascii) {
    ensure(1);
    bytes[size++] = (byte) ascii;
  }

  void text(String text) {
    escaped(text, IN_TEXT);
  }

  void value(String value) {
    escaped(value, IN_VALUE);
  }

  /**
   * Writes the name of an element, an attribute or a prefix.
   *
   * @throws IllegalArgumentException if it is none
   */
  void name(String name) {
    if (!XmlCharacters.isName(name)) {
      throw new IllegalArgumentException("\"" + name + "\" is no name in XML");
    }
    escaped(name, IN_TEXT);
  }

  byte[] toBytes() {
    return Arrays.copyOf(bytes, size);
  }

  @Override
  public String toString() {
    return new String(bytes, 0, size, StandardCharsets.UTF_8);
  }

  private void escaped(String text, byte[][] references) {
    int length = text.length();
    // Three bytes a char is the most that UTF-8 takes; references make room for themselves.
    ensure(3L * length);
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      if (c < 0x80 && references[c] == null && c >= ' ') {
        bytes[size++] = (byte) c;
      } else if (c < 0x80 && references[c] != null) {
        reference(references[c], length - i);
      } else if (XmlCharacters.isPair(text, i)) {
        fourBytes(text.codePointAt(i++));
      } else {
        character(c);
      }
    }
  }

  private void reference(byte[] reference, int charsLeft) {
    ensure(reference.length + 3L * charsLeft);
    System.arraycopy(reference, 0, bytes, size, reference.length);
    size += reference.length;
  }

  private void character(char c) {
    if (XmlCharacters.isForbidden(c)) {
      throw new IllegalArgumentException(
          "the character " + XmlCharacters.notation(c) + " can't be written in XML");
    }
    if (c < 0x80) {
      bytes[size++] = (byte) c;
    } else if (c < 0x800) {
      bytes[size++] = (byte) (0xC0 | (c >> 6));
      continuation(c);
    } else {
      bytes[size++] = (byte) (0xE0 | (c >> 12));
      continuation(c >> 6);
      continuation(c);
    }
  }

  private void fourBytes(int c) {
    bytes[size++] = (byte) (0xF0 | (c >> 18));
    continuation(c >> 12);
    continuation(c >> 6);
    continuation(c);
  }

  private void continuation(int bits) {
    bytes[size++] = (byte) (0x80 | (bits & 0x3F));
  }

  private void ensure(long more) {
    if (size + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.toIntExact(Math.max(size + more, 2L * bytes.length)));
    }
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
