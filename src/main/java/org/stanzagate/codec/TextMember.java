package org.stanzagate.codec;

import org.jspecify.annotations.Nullable;
import org.stanzagate.xml.Element;
import tools.jackson.databind.JsonNode;

/** The character data of an element that has more to it: {@code <thread parent='a'>b</thread>}. */
record TextMember(Scalar scalar) implements Member {
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
    String text = element.text();
    return text.isEmpty() ? null : scalar.read(text);
  }

  @Override
  public void write(JsonNode value, Element.Builder element, Place at) throws DecodeException {
    String text = scalar.write(value, at);
    if (text != null) {
      element.text(text);
    }
  }
}
