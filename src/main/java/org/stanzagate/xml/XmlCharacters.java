package org.stanzagate.xml;

import com.ctc.wstx.util.XmlChars;

/**
 * What XML 1.0 allows as a character and as a name (sections 2.2 and 2.3; Namespaces in XML 1.0,
 * section 4). Stateless, safe in any thread.
 */
public final class XmlCharacters {
  private XmlCharacters() {}

  /**
   * The index of the first character that no XML document may hold, not even as a reference:
   * controls other than tab, newline and carriage return, half a surrogate pair, U+FFFE and U+FFFF.
   *
   * @return -1 if there is none
   */
  public static int firstForbidden(CharSequence text) {
    int length = text.length();
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      if (c >= ' ' && c < Character.MIN_SURROGATE) {
        continue;
      }
      if (isPair(text, i)) {
        i++;
      } else if (isForbidden(c)) {
        return i;
      }
    }
    return -1;
  }

  /** The text with U+FFFD in the place of each character that no XML document may hold. */
  public static String replaceForbidden(String text) {
    int index = firstForbidden(text);
    if (index < 0) {
      return text;
    }
    StringBuilder clean = new StringBuilder(text);
    for (int i = index; i < clean.length(); i++) {
      if (isPair(clean, i)) {
        i++;
      } else if (isForbidden(clean.charAt(i))) {
        clean.setCharAt(i, '\uFFFD');
      }
    }
    return clean.toString();
  }

  /**
   * Whether it can stand for an element, an attribute or a prefix: a name without a colon. As the
   * fourth edition of XML 1.0 has it: expat, on which Prosody and ejabberd stand, ends the stream
   * at what only the fifth allows.
   */
  public static boolean isName(String name) {
    int length = name.length();
    if (length == 0 || !startsName(name.charAt(0))) {
      return false;
    }
    for (int i = 1; i < length; i++) {
      if (!continuesName(name.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  /**
   * Whether it can be the name of a namespace. Strictly that is a URI; all that is asked here is no
   * control character, for at a newline ejabberd's parser ends the stream.
   */
  public static boolean isNamespace(String name) {
    for (int i = 0; i < name.length(); i++) {
      if (name.charAt(i) < ' ') {
        return false;
      }
    }
    return firstForbidden(name) < 0;
  }

  /** Whether it is nothing but white space as XML knows it, which is less than Unicode's. */
  public static boolean isWhiteSpace(CharSequence text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c != ' ' && c != '\n' && c != '\t' && c != '\r') {
        return false;
      }
    }
    return true;
  }

  /** The character as the Unicode standard writes it, for messages: {@code U+0007}. */
  static String notation(int character) {
    return String.format("U+%04X", character);
  }

  /** Whether a whole surrogate pair starts there. */
  static boolean isPair(CharSequence text, int index) {
    return Character.isHighSurrogate(text.charAt(index))
        && index + 1 < text.length()
        && Character.isLowSurrogate(text.charAt(index + 1));
  }

  /** Whether it can't stand alone; half a pair can't. */
  static boolean isForbidden(char c) {
    return c < ' '
        ? c != '\t' && c != '\n' && c != '\r'
        : Character.isSurrogate(c) || c >= '\uFFFE';
  }

  private static boolean startsName(char c) {
    return c < 0x80
        ? (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'
        : !Character.isSurrogate(c) && XmlChars.is10NameStartChar(c);
  }

  private static boolean continuesName(char c) {
    return c < 0x80
        ? startsName(c) || (c >= '0' && c <= '9') || c == '-' || c == '.'
        : !Character.isSurrogate(c) && XmlChars.is10NameChar(c);
  }
}
