package org.stanzagate.codec;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.stanzagate.stanza.Namespaces;
import org.stanzagate.xml.Element;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Stanzas as JSON objects and back, as the schemas say. Immutable, safe in any thread. */
final class JsonMapping {
  private final Map<String, StanzaMapping> kinds = new LinkedHashMap<>();

  /** The first kind is what an object is that says nothing about it. */
  JsonMapping(List<StanzaMapping> kinds) {
    kinds.forEach(kind -> this.kinds.put(kind.kind(), kind));
  }

  List<StanzaMapping> kinds() {
    return List.copyOf(kinds.values());
  }

  /**
   * Writes a stanza.
   *
   * @throws IllegalArgumentException if it is no kind of stanza
   */
  ObjectNode encode(Element stanza) {
    StanzaMapping mapping = kinds.get(stanza.name());
    if (mapping == null || !stanza.namespace().equals(Namespaces.CLIENT)) {
      throw new IllegalArgumentException("no stanza: " + stanza.name());
    }
    return new JsonEncoder(mapping).encode(stanza);
  }

  /** Reads a stanza. A kind that is none gives an empty element of that name. */
  Element decode(ObjectNode json, Leniency leniency) throws DecodeException {
    String kind = givenKind(json, Place.top(leniency));
    StanzaMapping mapping = kind == null ? impliedKind(json) : kinds.get(kind);
    if (mapping == null) {
      return Element.of(Namespaces.CLIENT, String.valueOf(kind));
    }
    return new JsonDecoder(mapping, json, leniency).decode();
  }

  private static @Nullable String givenKind(ObjectNode json, Place top) throws DecodeException {
    JsonNode kind = json.get(StanzaMapping.KIND);
    return kind == null ? null : StringScalar.ANY.write(kind, top.at(StanzaMapping.KIND));
  }

  /** The kind that has such a type, else the one that has most of the keys, else the first. */
  private StanzaMapping impliedKind(ObjectNode json) {
    String type = json.path(StanzaMapping.TYPE).asString("");
    List<StanzaMapping> candidates =
        kinds.values().stream().filter(kind -> kind.types().all().contains(type)).toList();
    if (candidates.isEmpty()) {
      candidates = kinds();
    }
    StanzaMapping best = candidates.get(0);
    for (StanzaMapping candidate : candidates) {
      if (known(json, candidate) > known(json, best)) {
        best = candidate;
      }
    }
    return best;
  }

  private static long known(ObjectNode json, StanzaMapping kind) {
    return json.propertyNames().stream().filter(kind.names()::contains).count();
  }
}
