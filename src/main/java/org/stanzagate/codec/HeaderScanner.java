package org.stanzagate.codec;

import org.jspecify.annotations.Nullable;

/** Takes the value of an HTTP header apart, from left to right (RFC 9110 section 5.6). */
final class HeaderScanner {
  private static final String TOKEN_SIGNS = "!#$%&'*+-.^_`|~";

  private final String value;
  private int position;

  HeaderScanner(String value) {
    this.value = value;
  }

  boolean atEnd() {
    return position == value.length();
  }

  /** Goes past a character, if it is next. */
  boolean skip(char wanted) {
    boolean found = isNext(wanted);
    position += found ? 1 : 0;
    return found;
  }

  boolean isNext(char wanted) {
    return !atEnd() && value.charAt(position) == wanted;
  }

  void skipSpace() {
    while (isNext(' ') || isNext('\t')) {
      position++;
    }
  }

  /** The token that is next, or the empty string. */
  String token() {
    int start = position;
    while (!atEnd() && isTokenCharacter(value.charAt(position))) {
      position++;
    }
    return value.substring(start, position);
  }

  /** The token or quoted string that is next; null if neither is. */
  @Nullable String tokenOrQuoted() {
    if (!skip('"')) {
      String token = token();
      return token.isEmpty() ? null : token;
    }
    StringBuilder text = new StringBuilder();
    while (!isNext('"')) {
      skip('\\');
      if (atEnd()) {
        return null;
      }
      text.append(value.charAt(position++));
    }
    position++;
    return text.toString();
  }

  private static boolean isTokenCharacter(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || TOKEN_SIGNS.indexOf(c) >= 0;
  }
}
