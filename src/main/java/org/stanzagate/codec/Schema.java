package org.stanzagate.codec;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.stanzagate.spelling.Spelling;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * One schema of the OpenAPI document, with {@code $ref} followed. A keyword that this program does
 * not know is a fault: the document would promise what nobody keeps.
 */
final class Schema {
  private static final Set<String> KEYWORDS =
      Set.of(
          // for people, and other programs
          "title",
          "description",
          "examples",
          "format",
          "unevaluatedProperties",
          "additionalProperties",
          "discriminator",
          // for the mapping
          "type",
          "const",
          "enum",
          "minimum",
          "maximum",
          "items",
          "minItems",
          "properties",
          "required",
          "oneOf",
          "allOf",
          "anyOf",
          "writeOnly",
          "xml",
          "x-codec",
          "x-types",
          "x-aliases",
          "x-yields-to",
          "x-type",
          "x-type-if-empty",
          "x-any-kind");

  private static final Set<String> XML_KEYWORDS =
      Set.of(
          "name",
          "namespace",
          "prefix",
          "attribute",
          "wrapped",
          "x-text",
          "x-flag",
          "x-attribute",
          "x-child",
          "x-name-is-value",
          "x-of",
          "x-absent",
          "x-languages");

  private static final String XML = "xml";
  private static final int MAX_DEPTH = 32;

  private final JsonNode document;
  private final ObjectNode node;
  private final String place;
  private final int depth;

  private Schema(JsonNode document, ObjectNode node, String place, int depth) {
    this.document = document;
    this.node = node;
    this.place = place;
    this.depth = depth;
    checkKeywords(node, KEYWORDS);
    checkKeywords(node.path(XML), XML_KEYWORDS);
  }

  /** The schema of that name among the document's components. */
  static Schema named(JsonNode document, String name) {
    String place = "/components/schemas/" + name;
    return of(document, document.at(place), place, 0);
  }

  /** What stands beside a {@code $ref} wins over what it points at. */
  private static Schema of(JsonNode document, JsonNode given, String place, int depth) {
    if (depth > MAX_DEPTH) {
      throw fault(place, "schemas are nested too deep, or within themselves");
    }
    if (!(given instanceof ObjectNode object)) {
      throw fault(place, "there must be a schema here");
    }
    String ref = object.path("$ref").asString("");
    if (ref.isEmpty()) {
      return new Schema(document, object, place, depth);
    }
    String target = ref.startsWith("#/") ? ref.substring(1) : "";
    if (!(document.at(target) instanceof ObjectNode found) || target.isEmpty()) {
      throw fault(place, "$ref leads nowhere: " + ref);
    }
    ObjectNode beside = object.deepCopy();
    beside.remove("$ref");
    return of(document, merged(found, beside), target, depth + 1);
  }

  private static ObjectNode merged(ObjectNode below, ObjectNode above) {
    ObjectNode result = below.deepCopy();
    for (Map.Entry<String, JsonNode> entry : above.properties()) {
      boolean both = entry.getKey().equals(XML) && result.get(XML) instanceof ObjectNode;
      JsonNode value =
          both
              ? merged((ObjectNode) result.get(XML), (ObjectNode) entry.getValue())
              : entry.getValue();
      result.set(entry.getKey(), value);
    }
    return result;
  }

  private void checkKeywords(JsonNode keywords, Set<String> known) {
    for (String keyword : keywords.propertyNames()) {
      if (!known.contains(keyword)) {
        throw fault("unknown keyword " + keyword + Spelling.hint(keyword, known));
      }
    }
  }

  /** To be thrown: the document is faulty at this place. */
  IllegalStateException fault(String problem) {
    return fault(place, problem);
  }

  private static IllegalStateException fault(String place, String problem) {
    return new IllegalStateException("openapi.yaml, at " + place + ": " + problem);
  }

  boolean has(String keyword) {
    return node.has(keyword);
  }

  boolean is(String keyword) {
    return node.path(keyword).asBoolean(false);
  }

  @Nullable String text(String keyword) {
    return node.path(keyword).asString(null);
  }

  long number(String keyword, long leftOut) {
    return node.path(keyword).asLong(leftOut);
  }

  /** A keyword's array of strings, in order; empty where it is left out. */
  Set<String> texts(String keyword) {
    Set<String> texts = new LinkedHashSet<>();
    node.path(keyword).forEach(item -> texts.add(item.asString()));
    return texts;
  }

  /** A keyword's map of strings. */
  Map<String, String> map(String keyword) {
    Map<String, String> map = new LinkedHashMap<>();
    node.path(keyword).properties().forEach(e -> map.put(e.getKey(), e.getValue().asString()));
    return map;
  }

  @Nullable String xml(String keyword) {
    return node.path(XML).path(keyword).asString(null);
  }

  boolean isXml(String keyword) {
    return node.path(XML).path(keyword).asBoolean(false);
  }

  /** The schemas of the properties, also of those in {@code allOf}. */
  Map<String, Schema> properties() {
    Map<String, Schema> properties = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> entry : node.path("properties").properties()) {
      properties.put(entry.getKey(), inner("properties/" + entry.getKey(), entry.getValue()));
    }
    parts("allOf").forEach(part -> part.properties().forEach(properties::putIfAbsent));
    return properties;
  }

  Schema items() {
    return inner("items", node.path("items"));
  }

  List<Schema> oneOf() {
    return parts("oneOf");
  }

  List<Schema> anyOf() {
    return parts("anyOf");
  }

  private List<Schema> parts(String keyword) {
    List<Schema> parts = new ArrayList<>();
    for (JsonNode part : node.path(keyword)) {
      parts.add(inner(keyword + "/" + parts.size(), part));
    }
    return parts;
  }

  private Schema inner(String token, JsonNode given) {
    return of(document, given, place + "/" + token, depth + 1);
  }

  /** This schema with the {@code xml} of another wherever it says nothing itself. */
  Schema withXmlOf(Schema other) {
    ObjectNode below = node.objectNode();
    below.set(XML, other.node.path(XML).isObject() ? other.node.get(XML) : node.objectNode());
    return new Schema(document, merged(below, node), place, depth);
  }
}
