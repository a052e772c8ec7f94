package org.stanzagate.codec;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.stanzagate.stanza.Kind;
import org.stanzagate.stanza.Namespaces;
import org.stanzagate.xml.Element;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What is said of a stanza beside its body, in the URL for instance. It wins over what the body
 * says. Immutable.
 *
 * @param kind null where the body decides
 * @param query a key of the JSON mapping, where the body has only the fields of that key's value;
 *     else null
 * @param attributes of the stanza, under their keys of the JSON mapping: {@code to}, {@code from},
 *     {@code type}, {@code id}, {@code lang}
 */
public record Preset(@Nullable Kind kind, @Nullable String query, Map<String, String> attributes) {
  /** Nothing is said; the body decides all. */
  public static final Preset NONE = new Preset(null, null, Map.of());

  private static final String LANG = "lang";

  public Preset {
    attributes = Map.copyOf(attributes);
  }

  /** A stanza of that kind. */
  public static Preset of(Kind kind) {
    return new Preset(kind, null, Map.of());
  }

  /** An iq that is made of one key. */
  public static Preset asking(String query) {
    return new Preset(Kind.IQ, query, Map.of());
  }

  /** The same with an attribute. */
  public Preset with(String key, String value) {
    return with(Map.of(key, value));
  }

  /** The same with further attributes. */
  public Preset with(Map<String, String> more) {
    Map<String, String> all = new LinkedHashMap<>(attributes);
    all.putAll(more);
    return new Preset(kind, query, all);
  }

  /** The value of an attribute that is said. */
  public Optional<String> attribute(String key) {
    return Optional.ofNullable(attributes.get(key));
  }

  /** The body as it would be if it had said so itself. */
  ObjectNode apply(ObjectNode body) {
    ObjectNode stanza = body;
    if (query != null) {
      stanza = JsonNodeFactory.instance.objectNode();
      stanza.set(query, body);
    }
    if (kind != null) {
      stanza.put(StanzaMapping.KIND, kind.element());
    }
    attributes.forEach(stanza::put);
    return stanza;
  }

  /** The same for a stanza that is read already; what is none stays as it is. */
  Element apply(Element body) {
    if (!body.namespace().equals(Namespaces.CLIENT) || Kind.of(body.name()).isEmpty()) {
      return body;
    }
    Element.Builder stanza = body.toBuilder(kind == null ? body.name() : kind.element());
    attributes.forEach(
        (key, value) -> {
          if (key.equals(LANG)) {
            stanza.lang(value);
          } else {
            stanza.attribute(key, value);
          }
        });
    return stanza.build();
  }
}
