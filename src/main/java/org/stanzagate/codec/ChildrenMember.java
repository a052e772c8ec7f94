package org.stanzagate.codec;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.stanzagate.xml.Element;
import tools.jackson.databind.JsonNode;

/** Child elements as part of an element. */
final class ChildrenMember implements Member {
  private final ChildrenCodec codec;
  private final Set<ElementName> names;

  ChildrenMember(ChildrenCodec codec) {
    this.codec = codec;
    this.names = codec.names();
  }

  @Override
  public Set<ElementName> children() {
    return names;
  }

  @Override
  public String wanted() {
    return codec.wanted();
  }

  @Override
  public boolean accepts(JsonNode value) {
    return codec.accepts(value);
  }

  @Override
  public @Nullable JsonNode read(Element element, String type) {
    List<Element> children = new ArrayList<>();
    for (Element child : element.elements()) {
      if (names.contains(ElementName.of(child))) {
        children.add(child);
      }
    }
    return children.isEmpty() ? null : codec.read(children, type);
  }

  @Override
  public void write(JsonNode value, Element.Builder element, Place at) throws DecodeException {
    element.addAll(codec.write(value, at));
  }
}
