package org.stanzagate.codec;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.stanzagate.xml.Element;
import tools.jackson.databind.JsonNode;

/** One child element; of several it shows the first. */
record SingleChild(ElementCodec codec) implements ChildrenCodec {
  @Override
  public Set<ElementName> names() {
    return codec.names();
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
  public JsonNode ofField(String field, String text) {
    return codec.ofField(field, text);
  }

  @Override
  public @Nullable JsonNode read(List<Element> children, String type) {
    return codec.read(children.get(0), type);
  }

  @Override
  public List<Element> write(JsonNode value, Place at) throws DecodeException {
    Element child = codec.write(value, at);
    return child == null ? List.of() : List.of(child);
  }
}
