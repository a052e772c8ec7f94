package org.stanzagate.codec;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/**
 * Takes {@code application/x-www-form-urlencoded} apart (URL Standard, section 5.1), but strictly:
 * every field once, percent signs only before two hex digits, UTF-8 only.
 */
final class FormReader {
  private static final String NOT_UTF8 =
      "this is not UTF-8 once the percent signs are decoded; ä is written %C3%A4";

  private FormReader() {}

  /** The fields in their order, all values strings. */
  static ObjectNode read(byte[] body) throws DecodeException {
    String form = Utf8Body.read(body, "form").strip();
    if (form.isEmpty()) {
      throw new DecodeException("the body is empty; a form is wanted: to=…&body=…");
    }
    checkIsForm(form.charAt(0));
    ObjectNode fields = JsonNodeFactory.instance.objectNode();
    for (int start = 0; start < form.length(); ) {
      int end = form.indexOf('&', start);
      end = end < 0 ? form.length() : end;
      if (end > start) {
        addField(form.substring(start, end), fields);
      }
      start = end + 1;
    }
    return fields;
  }

  /** A form is what curl says it sends where nobody told it otherwise. */
  private static void checkIsForm(char first) throws DecodeException {
    if (first == '{' || first == '<') {
      throw new DecodeException(
          (first == '{' ? "this looks like JSON" : "this looks like XML")
              + ", and the Content-Type says it is a form; use Content-Type: "
              + (first == '{' ? "application/json" : "application/xmpp+xml"));
    }
  }

  private static void addField(String field, ObjectNode fields) throws DecodeException {
    int equals = field.indexOf('=');
    String name = equals < 0 ? field : field.substring(0, equals);
    String value = equals < 0 ? "" : field.substring(equals + 1);
    Place top = Place.top(Leniency.STRICT);
    Place at = top.at(decode(name, top.at(name)));
    if (fields.replace(at.token(), StringNode.valueOf(decode(value, at))) != null) {
      throw at.fault("is given twice");
    }
  }

  private static String decode(String text, Place at) throws DecodeException {
    if (text.indexOf('%') < 0 && text.indexOf('+') < 0) {
      return text;
    }
    byte[] encoded = text.getBytes(UTF_8);
    ByteArrayOutputStream decoded = new ByteArrayOutputStream(encoded.length);
    for (int i = 0; i < encoded.length; i++) {
      if (encoded[i] == '%') {
        decoded.write(hexPair(encoded, i + 1, at));
        i += 2;
      } else {
        decoded.write(encoded[i] == '+' ? ' ' : encoded[i]);
      }
    }
    String result = Utf8Body.decode(decoded.toByteArray());
    if (result == null) {
      throw at.fault(NOT_UTF8);
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
