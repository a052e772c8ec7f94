package org.stanzagate.codec;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.stanzagate.xml.Element;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.StringNode;

/**
 * One element as a JSON value. Reading is forgiving: what doesn't fit the schema is passed over,
 * for whoever asked writes the value again and sees whether the same element comes out.
 */
interface ElementCodec {
  /** The names that the element may have. */
  Set<ElementName> names();

  /** What it takes, for an error: {@code an object}. */
  String wanted();

  /** Whether a value is of the JSON type that it takes. */
  boolean accepts(JsonNode value);

  /**
   * What a text in a form or a URL stands for, as a field of an object that this takes; a string
   * where there is no such field.
   */
  default JsonNode ofField(String field, String text) {
    return StringNode.valueOf(text);
  }

  /**
   * The value that an element of one of the {@link #names()} stands for.
   *
   * @param type the stanza's, as written, or the empty string
   * @return null where it stands for none
   */
  @Nullable JsonNode read(Element element, String type);

  /** The element for a value; null where there is to be none. */
  @Nullable Element write(JsonNode value, Place at) throws DecodeException;

  /** Whether a value gives this very element again. */
  default boolean gives(JsonNode value, Element element) {
    try {
      Element written = write(value, Place.top(Leniency.STRICT));
      return written != null && ElementContent.isSame(written, element);
    } catch (DecodeException e) {
      return false; // the element holds what the schema doesn't allow, so the value does
    }
  }
}
