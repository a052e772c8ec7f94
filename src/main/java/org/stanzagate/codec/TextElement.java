package org.stanzagate.codec;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.stanzagate.xml.Element;
import tools.jackson.databind.JsonNode;

/** An element whose character data is the value: {@code <body>Hello!</body>}. */
record TextElement(ElementName name, Scalar scalar) implements ElementCodec {
  @Override
  public Set<ElementName> names() {
    return Set.of(name);
  }

  @Override
  public String wanted() {
    return scalar.wanted();
  }

  @Override
  public boolean accepts(JsonNode value) {
    return scalar.accepts(value);
  }

  @Override
  public @Nullable JsonNode read(Element element, String type) {
    return scalar.read(element.text());
  }

  @Override
  public @Nullable Element write(JsonNode value, Place at) throws DecodeException {
    String text = scalar.write(value, at);
    return text == null ? null : name.start().text(text).build();
  }
}
