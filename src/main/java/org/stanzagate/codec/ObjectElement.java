package org.stanzagate.codec;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.stanzagate.spelling.Spelling;
import org.stanzagate.xml.Element;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * An element with members, as an object. The keys of the object stand in the order of the child
 * elements, and the other way round, so that the order of unlike siblings isn't lost either.
 */
final class ObjectElement implements ElementCodec {
  private final ElementName name;
  private final Map<String, Member> members;
  private final Set<String> required;
  private final Map<String, Member> ownParts = new LinkedHashMap<>();
  private final Map<ElementName, String> keysOfChildren = new HashMap<>();

  ObjectElement(ElementName name, Map<String, Member> members, Set<String> required) {
    this.name = name;
    this.members = members;
    this.required = required;
    members.forEach(
        (key, member) -> {
          if (member instanceof ChildrenMember children) {
            children.names().forEach(child -> keysOfChildren.put(child, key));
          } else {
            ownParts.put(key, member);
          }
        });
  }

  @Override
  public Set<ElementName> names() {
    return Set.of(name);
  }

  @Override
  public String wanted() {
    return "an object";
  }

  @Override
  public boolean accepts(JsonNode value) {
    return value.isObject() || FlagElement.isEmptyElement(value);
  }

  @Override
  public ObjectNode read(Element element, String type) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    ownParts.forEach((key, member) -> read(key, member, element, type, json));
    for (Element child : element.elements()) {
      String key = keysOfChildren.get(ElementName.of(child));
      if (key != null && !json.has(key)) {
        read(key, members.get(key), element, type, json);
      }
    }
    return json;
  }

  private static void read(
      String key, @Nullable Member member, Element element, String type, ObjectNode json) {
    JsonNode value = member == null ? null : member.read(element, type);
    if (value != null) {
      json.set(key, value);
    }
  }

  @Override
  public @Nullable Element write(JsonNode value, Place at) throws DecodeException {
    if (!accepts(value)) {
      at.refuse(wanted(), value);
      return null;
    }
    Element.Builder element = name.start();
    for (Map.Entry<String, JsonNode> entry : value.properties()) {
      Member member = members.get(entry.getKey());
      if (member == null) {
        String hint = Spelling.hint(entry.getKey(), members.keySet());
        at.at(entry.getKey()).refuse("there is no such key" + hint);
      } else {
        member.write(entry.getValue(), element, at.at(entry.getKey()));
      }
    }
    List<String> missing = new ArrayList<>(required);
    missing.removeIf(value::has);
    if (!missing.isEmpty()) {
      at.refuse("lacks " + String.join(", ", missing));
      return null;
    }
    return element.build();
  }
}
