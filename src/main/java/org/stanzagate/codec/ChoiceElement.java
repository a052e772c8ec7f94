package org.stanzagate.codec;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.stanzagate.xml.Element;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.StringNode;

/**
 * An element that may be written in more than one way: as a string or an object, say. On the way in
 * the JSON type decides; on the way out the first way that carries the whole element, or else the
 * last one, so they go from the shortest to the fullest.
 */
final class ChoiceElement implements ElementCodec {
  /**
   * One way to write the element.
   *
   * @param inOnly never used on the way out
   * @param types of the stanzas in which it is used on the way out; empty for all
   */
  record Way(ElementCodec codec, boolean inOnly, Set<String> types) {
    boolean isFor(String type) {
      return !inOnly && (types.isEmpty() || types.contains(type));
    }
  }

  private final List<Way> ways;

  ChoiceElement(List<Way> ways) {
    this.ways = List.copyOf(ways);
  }

  @Override
  public Set<ElementName> names() {
    Set<ElementName> names = new LinkedHashSet<>();
    ways.forEach(way -> names.addAll(way.codec().names()));
    return names;
  }

  @Override
  public String wanted() {
    return ways.stream()
        .map(way -> way.codec().wanted())
        .distinct()
        .collect(Collectors.joining(" or "));
  }

  @Override
  public boolean accepts(JsonNode value) {
    return ways.stream().anyMatch(way -> way.codec().accepts(value));
  }

  @Override
  public JsonNode ofField(String field, String text) {
    JsonNode object = JsonNodeFactory.instance.objectNode().put(field, text);
    return ways.stream()
        .filter(way -> way.codec().accepts(object))
        .findFirst()
        .map(way -> way.codec().ofField(field, text))
        .orElseGet(() -> StringNode.valueOf(text));
  }

  @Override
  public @Nullable JsonNode read(Element element, String type) {
    ElementCodec shorter = null;
    JsonNode value = null;
    for (Way way : ways) {
      JsonNode next = way.isFor(type) ? way.codec().read(element, type) : null;
      if (next != null) {
        // Whether the last way carries the whole element is for others to find out.
        if (shorter != null && value != null && shorter.gives(value, element)) {
          return value;
        }
        shorter = way.codec();
        value = next;
      }
    }
    return value;
  }

  @Override
  public @Nullable Element write(JsonNode value, Place at) throws DecodeException {
    for (Way way : ways) {
      if (way.codec().accepts(value)) {
        return way.codec().write(value, at);
      }
    }
    at.refuse(wanted(), value);
    return null;
  }
}
