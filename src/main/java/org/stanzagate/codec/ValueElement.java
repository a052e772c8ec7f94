package org.stanzagate.codec;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.stanzagate.xml.Element;
import tools.jackson.databind.JsonNode;

/** An element with one member, which is the value: {@code <delay stamp='…' xmlns='…'/>}. */
record ValueElement(ElementName name, Member member) implements ElementCodec {
  @Override
  public Set<ElementName> names() {
    return Set.of(name);
  }

  @Override
  public String wanted() {
    return member.wanted();
  }

  @Override
  public boolean accepts(JsonNode value) {
    return member.accepts(value);
  }

  @Override
  public @Nullable JsonNode read(Element element, String type) {
    return member.read(element, type);
  }

  /** Without its member the element would say something else, so then there is none. */
  @Override
  public @Nullable Element write(JsonNode value, Place at) throws DecodeException {
    Element.Builder builder = name.start();
    member.write(value, builder, at);
    Element element = builder.build();
    return element.attributes().isEmpty() && element.children().isEmpty() ? null : element;
  }
}
