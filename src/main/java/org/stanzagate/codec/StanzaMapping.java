package org.stanzagate.codec;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.stanzagate.spelling.Spelling;
import org.stanzagate.xml.Attribute;
import org.stanzagate.xml.Element;
import tools.jackson.databind.node.JsonNodeFactory;

/** What the schema of one kind of stanza says: its attributes and its keys. */
final class StanzaMapping {
  /** The key that says which kind of stanza it is. */
  static final String KIND = "kind";

  /** The key for the stanza's type. */
  static final String TYPE = "type";

  /** The key that holds what no other key can carry. */
  static final String XML = "xml";

  /** The key that holds the attributes that no other key stands for. */
  static final String ATTRIBUTES = "attributes";

  /** The key for what has gone wrong; beside it there may be a payload. */
  private static final String ERROR = "error";

  /** The keys that stand for neither one attribute nor elements of one name. */
  static final Set<String> OTHER = Set.of(KIND, XML, ATTRIBUTES);

  private final String kind;
  private final Map<String, AttributeMember> attributes;
  private final Types types;
  private final Map<String, Key> keys = new LinkedHashMap<>();
  private final Map<ElementName, Key> keyOfElement = new HashMap<>();
  private final Map<String, List<Key>> yielding = new HashMap<>();
  private final Set<String> names;

  /**
   * The types of one kind of stanza.
   *
   * @param all what {@code type} may be in JSON
   * @param leftOut what it is where neither it nor a key says so; null for none
   */
  record Types(Set<String> all, @Nullable String leftOut) {}

  StanzaMapping(
      String kind, Map<String, AttributeMember> attributes, Types types, Collection<Key> keys) {
    this.kind = kind;
    this.attributes = Collections.unmodifiableMap(new LinkedHashMap<>(attributes));
    this.types = types;
    keys.forEach(this::add);
    Set<String> all = new LinkedHashSet<>(Set.of(KIND));
    all.addAll(attributes.keySet());
    all.addAll(this.keys.keySet());
    all.add(XML);
    all.add(ATTRIBUTES);
    this.names = Collections.unmodifiableSet(all);
  }

  private void add(Key key) {
    keys.put(key.name(), key);
    if (key.rules().inOnly()) {
      return;
    }
    String winner = key.rules().yieldsTo();
    if (winner == null) {
      key.elements().forEach(element -> keyOfElement.put(element, key));
    } else {
      yielding.computeIfAbsent(winner, none -> new ArrayList<>()).add(key);
    }
  }

  /** The element's name. */
  String kind() {
    return kind;
  }

  Types types() {
    return types;
  }

  /** By their keys, in the order in which they are written. */
  Map<String, AttributeMember> attributes() {
    return attributes;
  }

  /** All keys that a stanza of this kind can have. */
  Set<String> names() {
    return names;
  }

  /** How many of the keys speak for a stanza of this kind. */
  int fit(Iterable<String> given) {
    int fit = 0;
    for (String name : given) {
      Key key = keys.get(name);
      fit += names.contains(name) && (key == null || !key.rules().ofAnyKind()) ? 1 : 0;
    }
    return fit;
  }

  /** The key that stands for an attribute of the stanza; null if it is {@link #ATTRIBUTES}. */
  @Nullable String keyOf(Attribute attribute) {
    for (Map.Entry<String, AttributeMember> known : attributes.entrySet()) {
      if (known.getValue().name().equals(attribute.name())
          && known.getValue().namespace().equals(attribute.namespace())) {
        return known.getKey();
      }
    }
    return null;
  }

  /** Says that a stanza of this kind has no such key, and which one was probably meant. */
  String unknownKey(String key) {
    return "there is no such key in "
        + (kind.equals("iq") ? "an iq" : "a " + kind)
        + Spelling.hint(key, names);
  }

  /** The key of that name that stands for child elements. */
  @Nullable Key key(String name) {
    return keys.get(name);
  }

  /** Whether a key stands for an element that is made of fields, so that it can be all of an iq. */
  boolean isPayload(String name) {
    Key key = keys.get(name);
    return key != null && !name.equals(ERROR) && key.accepts(JsonNodeFactory.instance.objectNode());
  }

  /** The key that carries an element on the way out. */
  @Nullable Key keyOf(Element element) {
    return keyOfElement.get(ElementName.of(element));
  }

  /** Further keys on the way out for the element of {@code key}. */
  List<Key> besides(Key key) {
    return yielding.getOrDefault(key.name(), List.of());
  }
}
