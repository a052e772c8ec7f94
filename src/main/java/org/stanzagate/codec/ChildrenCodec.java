package org.stanzagate.codec;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.stanzagate.xml.Element;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.StringNode;

/**
 * The child elements that one key stands for, as a JSON value; as forgiving as {@link
 * ElementCodec}.
 */
interface ChildrenCodec {
  /** The names that the elements may have. */
  Set<ElementName> names();

  String wanted();

  boolean accepts(JsonNode value);

  /**
   * What a text in a form or a URL stands for, as a field of an object that this takes; a string
   * where there is no such field.
   */
  default JsonNode ofField(String field, String text) {
    return StringNode.valueOf(text);
  }

  /**
   * The value that all children of one of the {@link #names()} stand for together.
   *
   * @param children at least one
   * @param type the stanza's, as written, or the empty string
   * @return null where they stand for none
   */
  @Nullable JsonNode read(List<Element> children, String type);

  /** The elements for a value. */
  List<Element> write(JsonNode value, Place at) throws DecodeException;
}
