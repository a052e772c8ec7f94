package org.stanzagate.codec;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.stanzagate.xml.Element;
import tools.jackson.databind.JsonNode;

/** The part of an element that one key of a JSON object stands for. */
interface Member {
  /** Whether a value is of the JSON type that it takes. */
  boolean accepts(JsonNode value);

  /** What a text in a form or a URL stands for. */
  default JsonNode ofText(String text) {
    return TypedText.of(text, this::accepts);
  }

  /** What it takes, for an error. */
  String wanted();

  /** The child elements that it stands for, where their place among others is kept. */
  default Set<ElementName> children() {
    return Set.of();
  }

  /** Whether it is written into what other members write, so that it has to come last. */
  default boolean needsOthers() {
    return false;
  }

  /** The value in an element; null where it isn't there, or is none. */
  @Nullable JsonNode read(Element element, String type);

  /** Adds the part to an element. */
  void write(JsonNode value, Element.Builder element, Place at) throws DecodeException;
}
