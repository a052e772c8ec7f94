package org.stanzagate.codec;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.stanzagate.codec.StanzaMapping.Types;
import org.stanzagate.stanza.Namespaces;
import tools.jackson.databind.JsonNode;

/** Compiles the schema {@code Stanza} of an OpenAPI document, once, at start. */
final class StanzaCompiler {
  private StanzaCompiler() {}

  /**
   * Compiles the mapping.
   *
   * @throws IllegalStateException if the document is faulty, naming the place
   */
  static JsonMapping compile(JsonNode document) {
    Schema stanza = Schema.named(document, "Stanza");
    List<StanzaMapping> kinds = stanza.anyOf().stream().map(StanzaCompiler::kind).toList();
    if (kinds.isEmpty()) {
      throw stanza.fault("anyOf must list the kinds of stanza");
    }
    return new JsonMapping(kinds);
  }

  private static StanzaMapping kind(Schema schema) {
    String kind = schema.xml("name");
    if (kind == null) {
      throw schema.fault("xml must have the name of the stanza");
    }
    Map<String, AttributeMember> attributes = new LinkedHashMap<>();
    List<Key> keys = new ArrayList<>();
    Types types = new Types(Set.of(), null);
    for (Map.Entry<String, Schema> property : schema.properties().entrySet()) {
      String key = property.getKey();
      Schema value = property.getValue();
      if (value.isXml("attribute")) {
        attributes.put(key, attribute(key, value));
        types = key.equals(StanzaMapping.TYPE) ? types(value) : types;
      } else if (!StanzaMapping.OTHER.contains(key)) {
        keys.add(key(key, value));
      }
    }
    return new StanzaMapping(kind, attributes, types, keys);
  }

  /**
   * What may stand in the attributes of a stanza is not checked here, but for every codec alike.
   */
  private static AttributeMember attribute(String key, Schema schema) {
    StringScalar any = new StringScalar(Set.of(), schema.map("x-aliases"));
    return SchemaCompiler.attribute(key, schema, any);
  }

  private static Types types(Schema schema) {
    Set<String> all = new LinkedHashSet<>(schema.texts("enum"));
    all.addAll(schema.map("x-aliases").keySet());
    return new Types(all, schema.text("x-type"));
  }

  private static Key key(String key, Schema schema) {
    return new Key(
        key,
        SchemaCompiler.children(key, schema, Namespaces.CLIENT),
        new Key.Rules(
            schema.isXml("x-languages"),
            schema.is("writeOnly"),
            schema.text("x-yields-to"),
            schema.text("x-type"),
            schema.text("x-type-if-empty"),
            schema.is("x-any-kind")));
  }
}
