package org.stanzagate.codec;

import org.jspecify.annotations.Nullable;
import org.stanzagate.xml.Element;
import org.stanzagate.xml.XmlCharacters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.StringNode;

/**
 * Any JSON, as the text of a child element (XEP-0335); bare text in the element itself is read too.
 */
final class JsonText implements Member {
  private final ElementName name;
  private final JsonReader reader = new JsonReader();
  private final JsonWriter writer = new JsonWriter();

  JsonText(ElementName name) {
    this.name = name;
  }

  @Override
  public String wanted() {
    return "any JSON";
  }

  @Override
  public boolean accepts(JsonNode value) {
    return true;
  }

  /** JSON where it is some, else the text itself. */
  @Override
  public JsonNode ofText(String text) {
    try {
      return reader.readEmbedded(text);
    } catch (DecodeException noJson) {
      return StringNode.valueOf(text);
    }
  }

  @Override
  public @Nullable JsonNode read(Element element, String type) {
    String text = element.element(name.namespace(), name.name()).orElse(element).text();
    try {
      JsonNode value = reader.readEmbedded(text);
      // Its escapes may stand for what our own answer, in XML or in UTF-8, can't hold.
      return XmlCharacters.firstForbidden(writer.text(value)) < 0 ? value : null;
    } catch (DecodeException e) {
      return null; // it is no JSON, so the whole element goes into xml
    }
  }

  @Override
  public void write(JsonNode value, Element.Builder element, Place at) throws DecodeException {
    String text = writer.text(value);
    at.checkCharacters(text);
    element.add(name.start().text(text).build());
  }
}
