package org.stanzagate.codec;

import org.jspecify.annotations.Nullable;
import org.stanzagate.xml.Attribute;
import org.stanzagate.xml.Element;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.StringNode;

/**
 * An attribute.
 *
 * @param absent the value that stands for no attribute, where one does
 */
record AttributeMember(
    String namespace, String prefix, String name, Scalar scalar, @Nullable String absent)
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
  public @Nullable JsonNode read(Element element, String type) {
    String text = element.attribute(namespace, name);
    if (text == null) {
      return absent == null ? null : StringNode.valueOf(absent);
    }
    return scalar.read(text);
  }

  @Override
  public void write(JsonNode value, Element.Builder element, Place at) throws DecodeException {
    String text = scalar.write(value, at);
    if (text != null && !text.equals(absent)) {
      element.attribute(new Attribute(namespace, prefix, name, text));
    }
  }
}
