package org.stanzagate.codec;

import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.stanzagate.xml.Element;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.StringNode;

/** An empty element whose name is the value: {@code <item-not-found xmlns='…'/>}. */
record NameElement(String namespace, StringScalar allowed) implements ElementCodec {
  @Override
  public Set<ElementName> names() {
    Set<ElementName> names = new LinkedHashSet<>();
    allowed.allowed().forEach(name -> names.add(new ElementName(namespace, name)));
    return names;
  }

  @Override
  public String wanted() {
    return allowed.wanted();
  }

  @Override
  public boolean accepts(JsonNode value) {
    return allowed.accepts(value);
  }

  @Override
  public JsonNode read(Element element, String type) {
    return StringNode.valueOf(element.name());
  }

  @Override
  public @Nullable Element write(JsonNode value, Place at) throws DecodeException {
    String name = allowed.write(value, at);
    return name == null ? null : Element.of(namespace, name);
  }
}
