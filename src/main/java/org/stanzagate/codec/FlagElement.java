package org.stanzagate.codec;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.stanzagate.xml.Element;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.BooleanNode;

/** An empty element that says all it says by being there: {@code <ping xmlns='urn:xmpp:ping'/>}. */
record FlagElement(ElementName name) implements ElementCodec {
  /** Both are read as an empty element, whatever its schema writes. */
  static boolean isEmptyElement(JsonNode value) {
    return value.isObject() ? value.isEmpty() : value.isBoolean() && value.booleanValue();
  }

  @Override
  public Set<ElementName> names() {
    return Set.of(name);
  }

  @Override
  public String wanted() {
    return "true";
  }

  @Override
  public boolean accepts(JsonNode value) {
    return value.isBoolean() || isEmptyElement(value);
  }

  @Override
  public JsonNode read(Element element, String type) {
    return BooleanNode.TRUE;
  }

  /** {@code false} is the same as leaving the key out. */
  @Override
  public @Nullable Element write(JsonNode value, Place at) throws DecodeException {
    if (value.isObject()) {
      for (String key : value.propertyNames()) {
        at.at(key).refuse("there is no such key");
      }
      return name.start().build();
    }
    if (!accepts(value)) {
      at.refuse(wanted(), value);
      return null;
    }
    return isEmptyElement(value) ? name.start().build() : null;
  }
}
