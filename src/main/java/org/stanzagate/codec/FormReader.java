package org.stanzagate.codec;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Takes {@code application/x-www-form-urlencoded} apart (URL Standard, section 5.1), but strictly:
 * every field once, percent signs only before two hex digits, UTF-8 only.
 */
final class FormReader {
  private FormReader() {}

  /** The fields in their order, at least one. */
  static Map<String, String> read(byte[] body) throws DecodeException {
    String form = withoutLineEnd(Utf8Body.read(body, "form"));
    if (form.isEmpty()) {
      throw new DecodeException("the body is empty; a form is wanted: to=…&body=…");
    }
    checkIsForm(form.stripLeading());
    return fields(form);
  }

  /** A file that is sent as it is has one at its end. */
  private static String withoutLineEnd(String form) {
    String line = form.endsWith("\n") ? form.substring(0, form.length() - 1) : form;
    return line.endsWith("\r") ? line.substring(0, line.length() - 1) : line;
  }

  /** The same where there may be none. */
  static Map<String, String> readAny(byte[] body) throws DecodeException {
    return body.length == 0 ? Map.of() : read(body);
  }

  /** The same of what is no body, such as a URL's query; there may be none. */
  static Map<String, String> fields(String form) throws DecodeException {
    Map<String, String> fields = new LinkedHashMap<>();
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
  private static void checkIsForm(String form) throws DecodeException {
    if (form.startsWith("{") || form.startsWith("<")) {
      throw new DecodeException(
          (form.startsWith("{") ? "this looks like JSON" : "this looks like XML")
              + ", and the Content-Type says it is a form; use Content-Type: "
              + (form.startsWith("{") ? "application/json" : "application/xmpp+xml"));
    }
  }

  private static void addField(String field, Map<String, String> fields) throws DecodeException {
    int equals = field.indexOf('=');
    String name = equals < 0 ? field : field.substring(0, equals);
    String value = equals < 0 ? "" : field.substring(equals + 1);
    Place top = Place.top(Leniency.STRICT);
    Place at = top.at(PercentText.decode(name, true, top.at(name)));
    if (fields.put(at.token(), PercentText.decode(value, true, at)) != null) {
      throw at.fault("is given twice");
    }
  }
}
