package org.stanzagate.codec;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;

/**
 * Text with percent signs, as URLs and forms have it (RFC 3986 section 2.1), strictly: they stand
 * before two hex digits, and what they make is UTF-8.
 */
public final class PercentText {
  private PercentText() {}

  /**
   * Decodes a part of a URL's path, once.
   *
   * @throws DecodeException if it is malformed
   */
  public static String decode(String text) throws DecodeException {
    return decode(text, false, Place.top(Leniency.STRICT));
  }

  /**
   * The same for a form as well.
   *
   * @param plusIsBlank as forms have it
   */
  static String decode(String text, boolean plusIsBlank, Place at) throws DecodeException {
    if (text.indexOf('%') < 0 && !(plusIsBlank && text.indexOf('+') >= 0)) {
      return text;
    }
    byte[] encoded = text.getBytes(UTF_8);
    ByteArrayOutputStream decoded = new ByteArrayOutputStream(encoded.length);
    for (int i = 0; i < encoded.length; i++) {
      if (encoded[i] == '%') {
        decoded.write(hexPair(encoded, i + 1, at));
        i += 2;
      } else {
        decoded.write(plusIsBlank && encoded[i] == '+' ? ' ' : encoded[i]);
      }
    }
    String result = Utf8Body.decode(decoded.toByteArray());
    if (result == null) {
      throw at.fault("this is not UTF-8 once the percent signs are decoded; ä is written %C3%A4");
    }
    return result;
  }

  private static int hexPair(byte[] encoded, int index, Place at) throws DecodeException {
    int high = index < encoded.length ? Character.digit(encoded[index], 16) : -1;
    int low = index + 1 < encoded.length ? Character.digit(encoded[index + 1], 16) : -1;
    if (high < 0 || low < 0) {
      throw at.fault("a % must have two hex digits after it; a percent sign itself is %25");
    }
    return high * 16 + low;
  }
}
