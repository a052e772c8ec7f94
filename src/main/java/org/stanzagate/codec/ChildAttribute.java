package org.stanzagate.codec;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.stanzagate.xml.Attribute;
import org.stanzagate.xml.Element;
import org.stanzagate.xml.Node;
import tools.jackson.databind.JsonNode;

/**
 * An attribute of a child element that is a key of its own, {@code <first index='0'>a</first>};
 * without that child it is an element itself.
 */
record ChildAttribute(ElementName child, ElementName alone, String name, Scalar scalar)
    implements Member {
  @Override
  public String wanted() {
    return scalar.wanted();
  }

  @Override
  public boolean accepts(JsonNode value) {
    return scalar.accepts(value);
  }

  @Override
  public boolean needsOthers() {
    return true;
  }

  @Override
  public @Nullable JsonNode read(Element element, String type) {
    String text =
        element
            .element(child.namespace(), child.name())
            .map(holder -> holder.attribute(name))
            .or(() -> element.element(alone.namespace(), alone.name()).map(Element::text))
            .orElse(null);
    return text == null ? null : scalar.read(text);
  }

  @Override
  public void write(JsonNode value, Element.Builder element, Place at) throws DecodeException {
    String text = scalar.write(value, at);
    if (text == null) {
      return;
    }
    List<Node> children = element.build().children();
    element.clearChildren();
    boolean held = false;
    for (Node node : children) {
      if (!held && node instanceof Element holder && ElementName.of(holder).equals(child)) {
        element.add(holder.toBuilder().attribute(new Attribute(name, text)).build());
        held = true;
      } else {
        element.add(node);
      }
    }
    if (!held) {
      element.add(alone.start().text(text).build());
    }
  }
}
