package org.stanzagate.codec;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.stanzagate.xml.Attribute;
import org.stanzagate.xml.Element;
import org.stanzagate.xml.ElementReader;
import org.stanzagate.xml.XmlCharacters;
import tools.jackson.databind.JsonNode;

/**
 * The key {@code attributes}: those of a stanza that no other key stands for. RFC 6120 section 8.1
 * knows of none, but they come in, and nothing is to be lost. One in a namespace is written {@code
 * {namespace}name}.
 */
record OtherAttributes(StanzaMapping mapping) {
  static String key(Attribute attribute) {
    String namespace = attribute.namespace();
    return namespace.isEmpty() ? attribute.name() : "{" + namespace + "}" + attribute.name();
  }

  void write(@Nullable JsonNode value, Element.Builder stanza, Place at) throws DecodeException {
    if (value == null) {
      return;
    }
    if (!value.isObject()) {
      at.refuse("an object", value);
      return;
    }
    if (value.size() > ElementReader.MAX_ATTRIBUTES) {
      throw at.fault("has more than " + ElementReader.MAX_ATTRIBUTES + " entries");
    }
    for (Map.Entry<String, JsonNode> entry : value.properties()) {
      Place place = at.at(entry.getKey());
      String text = StringScalar.ANY.write(entry.getValue(), place);
      if (text != null) {
        stanza.attribute(attribute(entry.getKey(), text, place));
      }
    }
  }

  private Attribute attribute(String key, String value, Place at) throws DecodeException {
    int end = key.startsWith("{") ? key.lastIndexOf('}') : -1;
    String namespace = end < 0 ? "" : key.substring(1, end);
    String name = key.substring(end + 1);
    if (!XmlCharacters.isName(name) || !XmlCharacters.isNamespace(namespace)) {
      throw at.fault("is no name of an attribute");
    }
    Attribute attribute;
    try {
      attribute = new Attribute(namespace, "", name, value);
    } catch (IllegalArgumentException e) {
      throw at.fault("would declare a namespace, which is no attribute");
    }
    String ownKey = mapping.keyOf(attribute);
    if (ownKey != null) {
      throw at.fault("is a key of the stanza itself: " + ownKey);
    }
    return attribute;
  }
}
