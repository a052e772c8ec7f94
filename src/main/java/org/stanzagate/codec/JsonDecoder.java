package org.stanzagate.codec;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.stanzagate.codec.Key.Scope;
import org.stanzagate.stanza.Namespaces;
import org.stanzagate.xml.Element;
import org.stanzagate.xml.Node;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Makes a stanza of one JSON object, whose kind is known by now. For one use. */
final class JsonDecoder {
  private final StanzaMapping mapping;
  private final ObjectNode json;
  private final Place top;
  private final Element.Builder stanza;

  JsonDecoder(StanzaMapping mapping, ObjectNode json, Leniency leniency) {
    this.mapping = mapping;
    this.json = json;
    this.top = Place.top(leniency);
    this.stanza = Element.builder(Namespaces.CLIENT, mapping.kind());
  }

  Element decode() throws DecodeException {
    List<Node> entries = XmlEntries.read(json.get(StanzaMapping.XML), top.at(StanzaMapping.XML));
    List<Element> elements = elements(entries);
    Scope scope = addAttributes();
    for (Map.Entry<String, JsonNode> entry : json.properties()) {
      Key key = mapping.key(entry.getKey());
      if (key != null) {
        addElements(key, entry.getValue(), elements, scope);
      } else if (!mapping.names().contains(entry.getKey())) {
        top.at(entry.getKey()).refuse(mapping.unknownKey(entry.getKey()));
      }
    }
    return stanza.addAll(entries).build();
  }

  private static List<Element> elements(List<Node> entries) {
    if (entries.isEmpty()) {
      return List.of();
    }
    return entries.stream().filter(Element.class::isInstance).map(Element.class::cast).toList();
  }

  private Scope addAttributes() throws DecodeException {
    for (Map.Entry<String, AttributeMember> attribute : mapping.attributes().entrySet()) {
      JsonNode value = json.get(attribute.getKey());
      if (value != null) {
        attribute.getValue().write(value, stanza, top.at(attribute.getKey()));
      }
    }
    new OtherAttributes(mapping)
        .write(json.get(StanzaMapping.ATTRIBUTES), stanza, top.at(StanzaMapping.ATTRIBUTES));
    Element head = stanza.build();
    String type = head.attribute(StanzaMapping.TYPE);
    if (type == null && !json.path(StanzaMapping.TYPE).isString()) {
      type = impliedType();
      stanza.attribute(StanzaMapping.TYPE, type);
    }
    return Scope.of(type, head.lang());
  }

  private @Nullable String impliedType() {
    for (Map.Entry<String, JsonNode> entry : json.properties()) {
      Key key = mapping.key(entry.getKey());
      String type = key == null ? null : key.impliedType(entry.getValue());
      if (type != null) {
        return type;
      }
    }
    return mapping.types().leftOut();
  }

  private void addElements(Key key, JsonNode value, List<Element> entries, Scope scope)
      throws DecodeException {
    List<Element> written = key.write(value, top.at(key.name()));
    String winner = key.rules().yieldsTo();
    boolean yields = winner != null && json.has(winner);
    if (!yields && !key.isCovered(value, written, entries, scope)) {
      stanza.addAll(written);
    }
  }
}
