package org.stanzagate.codec;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** Arrays of strings in JSON. */
final class StringArray {
  private StringArray() {}

  static ArrayNode of(List<String> strings) {
    ArrayNode array = JsonNodeFactory.instance.arrayNode(strings.size());
    strings.forEach(array::add);
    return array;
  }

  /** The strings in an array, without what is none and was left out. */
  static List<String> read(JsonNode array, Place at) throws DecodeException {
    List<String> strings = new ArrayList<>(array.size());
    for (int i = 0; i < array.size(); i++) {
      String text = StringScalar.ANY.write(array.get(i), at.at(i));
      if (text != null) {
        strings.add(text);
      }
    }
    return strings;
  }

  /** The same of a value that may be a single string, too. */
  static List<String> readOneOrMore(JsonNode value, Place at) throws DecodeException {
    if (value.isArray()) {
      return read(value, at);
    }
    if (!value.isString()) {
      at.refuse("a string or an array", value);
      return List.of();
    }
    at.checkCharacters(value.stringValue());
    return List.of(value.stringValue());
  }
}
