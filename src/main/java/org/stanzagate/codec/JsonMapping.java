package org.stanzagate.codec;

import static java.util.Objects.requireNonNull;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.stanzagate.stanza.Kind;
import org.stanzagate.stanza.Namespaces;
import org.stanzagate.xml.Element;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Stanzas as JSON objects and back, as the schemas say. Immutable, safe in any thread. */
final class JsonMapping {
  private final Map<String, StanzaMapping> kinds = new LinkedHashMap<>();

  JsonMapping(List<StanzaMapping> kinds) {
    kinds.forEach(kind -> this.kinds.put(kind.kind(), kind));
  }

  List<StanzaMapping> kinds() {
    return List.copyOf(kinds.values());
  }

  /** The mapping of one kind, which every document has. */
  StanzaMapping of(Kind kind) {
    return requireNonNull(kinds.get(kind.element()), "every kind has a schema");
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

  /**
   * Reads a stanza. A kind that is none gives an empty element of that name.
   *
   * @param usual the kind of an object that neither says nor implies one
   */
  Element decode(ObjectNode json, Kind usual, Leniency leniency) throws DecodeException {
    StanzaMapping mapping = kindOf(json, usual, Place.top(leniency));
    if (mapping == null) {
      return Element.of(Namespaces.CLIENT, json.path(StanzaMapping.KIND).asString());
    }
    return StanzaSize.checked(new JsonDecoder(mapping, json, leniency).decode());
  }

  /** The kind of stanza that an object is; null where it says one that there isn't. */
  @Nullable StanzaMapping kindOf(ObjectNode json, Kind usual, Place top) throws DecodeException {
    String kind = givenKind(json, top);
    return kind == null ? impliedKind(json, usual) : kinds.get(kind);
  }

  private static @Nullable String givenKind(ObjectNode json, Place top) throws DecodeException {
    JsonNode kind = json.get(StanzaMapping.KIND);
    return kind == null ? null : StringScalar.ANY.write(kind, top.at(StanzaMapping.KIND));
  }

  /** Of the kinds that have such a type, else of all, the one that has most of the keys. */
  private StanzaMapping impliedKind(ObjectNode json, Kind usual) {
    String type = json.path(StanzaMapping.TYPE).asString("");
    List<StanzaMapping> candidates =
        kinds.values().stream().filter(kind -> kind.types().all().contains(type)).toList();
    if (candidates.isEmpty()) {
      candidates = kinds();
    }
    StanzaMapping best = candidates.get(0);
    int most = -1;
    for (StanzaMapping candidate : candidates) {
      boolean isUsual = candidate.kind().equals(usual.element());
      int fit = 2 * candidate.fit(json.propertyNames()) + (isUsual ? 1 : 0);
      if (fit > most) {
        best = candidate;
        most = fit;
      }
    }
    return best;
  }
}
