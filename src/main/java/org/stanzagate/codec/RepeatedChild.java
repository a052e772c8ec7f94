package org.stanzagate.codec;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.stanzagate.xml.Element;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** Any number of like elements, as an array. */
record RepeatedChild(ElementCodec codec) implements ChildrenCodec {
  @Override
  public Set<ElementName> names() {
    return codec.names();
  }

  @Override
  public String wanted() {
    return "an array";
  }

  @Override
  public boolean accepts(JsonNode value) {
    return value.isArray();
  }

  @Override
  public ArrayNode read(List<Element> children, String type) {
    ArrayNode array = JsonNodeFactory.instance.arrayNode(children.size());
    for (Element child : children) {
      JsonNode value = codec.read(child, type);
      if (value != null) {
        array.add(value);
      }
    }
    return array;
  }

  @Override
  public List<Element> write(JsonNode value, Place at) throws DecodeException {
    if (!value.isArray()) {
      at.refuse(wanted(), value);
      return List.of();
    }
    List<Element> children = new ArrayList<>(value.size());
    for (int i = 0; i < value.size(); i++) {
      Element child = codec.write(value.get(i), at.at(i));
      if (child != null) {
        children.add(child);
      }
    }
    return children;
  }
}
