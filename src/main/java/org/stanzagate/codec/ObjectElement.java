package org.stanzagate.codec;

import static java.util.stream.Collectors.joining;

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
import tools.jackson.databind.node.StringNode;

/**
 * An element with members, as an object. The keys of the object stand in the order of the child
 * elements, and the other way round, so that the order of unlike siblings isn't lost either.
 */
final class ObjectElement implements ElementCodec {
  private final ElementName name;
  private final Map<String, Part> parts;
  private final Set<String> required;
  private final Map<String, Member> ownParts = new LinkedHashMap<>();
  private final Map<ElementName, List<String>> keysOfChildren = new HashMap<>();

  /**
   * What one key stands for.
   *
   * @param inOnly there is no such key on the way out
   * @param yieldsTo a key for the same element, beside which this one does not count
   */
  record Part(Member member, boolean inOnly, @Nullable String yieldsTo) {}

  ObjectElement(ElementName name, Map<String, Part> parts, Set<String> required) {
    this.name = name;
    this.parts = parts;
    this.required = required;
    parts.forEach(
        (key, part) -> {
          Set<ElementName> children = part.member().children();
          if (!part.inOnly() && children.isEmpty()) {
            ownParts.put(key, part.member());
          } else if (!part.inOnly()) {
            children.forEach(
                child -> keysOfChildren.computeIfAbsent(child, none -> new ArrayList<>()).add(key));
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
  public JsonNode ofField(String field, String text) {
    Part part = parts.get(field);
    return part == null ? StringNode.valueOf(text) : part.member().ofText(text);
  }

  @Override
  public ObjectNode read(Element element, String type) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    ownParts.forEach((key, member) -> read(key, member, element, type, json));
    if (keysOfChildren.isEmpty()) {
      return json;
    }
    for (Element child : element.elements()) {
      for (String key : keysOfChildren.getOrDefault(ElementName.of(child), List.of())) {
        Part part = parts.get(key);
        if (part != null && !json.has(key)) {
          read(key, part.member(), element, type, json);
        }
      }
    }
    return json;
  }

  private static void read(
      String key, Member member, Element element, String type, ObjectNode json) {
    JsonNode value = member.read(element, type);
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
    writeParts(value, element, at);
    for (String key : required) {
      if (!value.has(key)) {
        at.refuse(
            "lacks " + required.stream().filter(one -> !value.has(one)).collect(joining(", ")));
        return null;
      }
    }
    return element.build();
  }

  /** First what the element has itself, for some of the rest depends on it. */
  private void writeParts(JsonNode value, Element.Builder element, Place at)
      throws DecodeException {
    boolean others = false;
    for (Map.Entry<String, JsonNode> entry : value.properties()) {
      String key = entry.getKey();
      Part part = parts.get(key);
      if (part == null) {
        at.at(key).refuse("there is no such key" + Spelling.hint(key, parts.keySet()));
      } else if (part.member().children().isEmpty() && !part.member().needsOthers()) {
        part.member().write(entry.getValue(), element, at.at(key));
      } else {
        others = true;
      }
    }
    if (others) {
      writeOthers(value, false, element, at);
      writeOthers(value, true, element, at);
    }
  }

  /** Writes what stands for child elements, or else what is written into those. */
  private void writeOthers(JsonNode value, boolean last, Element.Builder element, Place at)
      throws DecodeException {
    for (Map.Entry<String, JsonNode> entry : value.properties()) {
      Part part = parts.get(entry.getKey());
      if (part != null
          && part.member().needsOthers() == last
          && (last || !part.member().children().isEmpty())) {
        boolean yields = part.yieldsTo() != null && value.has(part.yieldsTo());
        // What yields must make sense all the same.
        part.member()
            .write(entry.getValue(), yields ? name.start() : element, at.at(entry.getKey()));
      }
    }
  }
}
