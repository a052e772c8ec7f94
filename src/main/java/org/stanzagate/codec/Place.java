package org.stanzagate.codec;

import org.jspecify.annotations.Nullable;
import org.stanzagate.xml.XmlCharacters;
import tools.jackson.databind.JsonNode;

/**
 * Where in a JSON body a value stands, and what becomes of it there when it is no good.
 *
 * @param outer null for the body as a whole
 * @param token the key or the index within {@code outer}
 */
record Place(@Nullable Place outer, String token, Leniency leniency) {
  /** A key of a kilobyte helps nobody in an error. */
  private static final int MAX_TOKEN = 80;

  static Place top(Leniency leniency) {
    return new Place(null, "", leniency);
  }

  Place at(String key) {
    return new Place(this, key, leniency);
  }

  Place at(int index) {
    return at(Integer.toString(index));
  }

  /** The part at this place is unknown or of the wrong type. On return it is to be left out. */
  void refuse(String problem) throws DecodeException {
    leniency.unknown(fault(problem));
  }

  /** The part at this place is of the wrong type. On return it is to be left out. */
  void refuse(String wanted, JsonNode given) throws DecodeException {
    refuse("wants " + wanted + ", not " + describe(given));
  }

  /** Lets text through that XML can carry, so that no writer ever meets one that it can't write. */
  void checkCharacters(String text) throws DecodeException {
    int index = XmlCharacters.firstForbidden(text);
    if (index >= 0) {
      char found = text.charAt(index);
      throw fault(
          "character %d is U+%04X%s, which XML can't carry; take it out"
              .formatted(
                  index + 1,
                  (int) found,
                  Character.isSurrogate(found) ? ", half a character" : ""));
    }
  }

  /** What no leniency covers, to be thrown. */
  DecodeException fault(String problem) {
    return new DecodeException(outer == null ? problem : pointer() + ": " + problem);
  }

  /** The JSON pointer (RFC 6901). */
  private String pointer() {
    if (outer == null) {
      return "";
    }
    String shown = token.length() > MAX_TOKEN ? token.substring(0, MAX_TOKEN) + "…" : token;
    return outer.pointer() + "/" + shown.replace("~", "~0").replace("/", "~1");
  }

  private static String describe(JsonNode value) {
    return switch (value.getNodeType()) {
      case OBJECT -> "an object";
      case ARRAY -> "an array";
      case STRING -> "a string";
      case NUMBER -> "the number " + value.asString();
      default -> value.asString("null");
    };
  }
}
