package org.stanzagate.codec;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.stanzagate.xml.Element;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** An element around any number of like elements, as an array. */
final class ArrayElement implements ElementCodec {
  private final ElementName name;
  private final ChildrenMember items;
  private final int minItems;

  ArrayElement(ElementName name, RepeatedChild items, int minItems) {
    this.name = name;
    this.items = new ChildrenMember(items);
    this.minItems = minItems;
  }

  @Override
  public Set<ElementName> names() {
    return Set.of(name);
  }

  @Override
  public String wanted() {
    return minItems == 0 ? "an array" : "an array with at least " + minItems + " in it";
  }

  @Override
  public boolean accepts(JsonNode value) {
    return value.isArray() || (minItems == 0 && FlagElement.isEmptyElement(value));
  }

  @Override
  public @Nullable JsonNode read(Element element, String type) {
    JsonNode array = items.read(element, type);
    if (array == null) {
      array = JsonNodeFactory.instance.arrayNode();
    }
    return array.size() < minItems ? null : array;
  }

  @Override
  public @Nullable Element write(JsonNode value, Place at) throws DecodeException {
    if (!accepts(value) || (value.isArray() && value.size() < minItems)) {
      at.refuse(wanted(), value);
      return null;
    }
    Element.Builder element = name.start();
    if (value.isArray()) {
      items.write(value, element, at);
    }
    return element.build();
  }
}
