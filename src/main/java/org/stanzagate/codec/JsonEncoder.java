package org.stanzagate.codec;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.stanzagate.codec.Key.Scope;
import org.stanzagate.xml.Attribute;
import org.stanzagate.xml.Element;
import org.stanzagate.xml.Node;
import org.stanzagate.xml.Text;
import org.stanzagate.xml.XmlCharacters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Makes JSON objects of one kind of stanza. */
record JsonEncoder(StanzaMapping mapping) {

  ObjectNode encode(Element stanza) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put(StanzaMapping.KIND, mapping.kind());
    Scope scope = Scope.of(stanza.attribute(StanzaMapping.TYPE), stanza.lang());
    mapping
        .attributes()
        .forEach((key, attribute) -> put(json, key, attribute.read(stanza, scope.type())));

    putOtherAttributes(json, stanza);

    Set<Node> uncarried = Collections.newSetFromMap(new IdentityHashMap<>());
    Map<Key, List<Element>> elementsOfKeys = new LinkedHashMap<>();
    for (Node child : stanza.children()) {
      Key key = child instanceof Element element ? mapping.keyOf(element) : null;
      if (key != null) {
        elementsOfKeys.computeIfAbsent(key, none -> new ArrayList<>()).add((Element) child);
      } else if (!isWhiteSpace(child)) {
        uncarried.add(child);
      }
    }
    elementsOfKeys.forEach((key, elements) -> uncarried.addAll(put(json, key, elements, scope)));
    if (!uncarried.isEmpty()) {
      List<Node> inOrder = stanza.children().stream().filter(uncarried::contains).toList();
      json.set(StanzaMapping.XML, XmlEntries.write(inOrder, stanza));
    }
    return json;
  }

  private void putOtherAttributes(ObjectNode json, Element stanza) {
    ObjectNode others = null;
    for (Attribute attribute : stanza.attributes()) {
      if (mapping.keyOf(attribute) == null) {
        others = others == null ? json.putObject(StanzaMapping.ATTRIBUTES) : others;
        others.put(OtherAttributes.key(attribute), attribute.value());
      }
    }
  }

  private static boolean isWhiteSpace(Node node) {
    return node instanceof Text text && XmlCharacters.isWhiteSpace(text.value());
  }

  /** Gives back what the key could not carry. */
  private List<Element> put(ObjectNode json, Key key, List<Element> elements, Scope scope) {
    Key.Outcome outcome = key.carry(elements, scope);
    put(json, key.name(), outcome.value());
    if (outcome.value() != null) {
      for (Key other : mapping.besides(key)) {
        put(json, other.name(), other.read(elements, scope));
      }
    }
    return outcome.uncarried();
  }

  private static void put(ObjectNode json, String key, @Nullable JsonNode value) {
    if (value != null) {
      json.set(key, value);
    }
  }
}
