package org.stanzagate.codec;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.stanzagate.xml.Element;
import tools.jackson.databind.JsonNode;

/**
 * One key of a stanza's JSON, and when it may be trusted with the elements it stands for: only if
 * they come back equal. If not, they go whole into the stanza's {@code xml}, the key is there for
 * convenience, and {@link #isCovered} finds that out on the way back. Both directions ask the same
 * question, so nothing is lost, and nothing comes back twice.
 */
final class Key {
  private final String name;
  private final ChildrenCodec codec;
  private final Rules rules;

  /**
   * What its schema says beyond the elements.
   *
   * @param byLanguage the elements are told apart by their {@code xml:lang}
   * @param inOnly there is no such key on the way out
   * @param yieldsTo a key for the same element, beside which this one does not count
   * @param type of a stanza with this key, where its own is left out
   * @param typeIfEmpty the same, where the key's value is an empty element
   * @param ofAnyKind the key says nothing about the kind of stanza, where that is left out
   */
  record Rules(
      boolean byLanguage,
      boolean inOnly,
      @Nullable String yieldsTo,
      @Nullable String type,
      @Nullable String typeIfEmpty,
      boolean ofAnyKind) {}

  /**
   * What became of a key's elements.
   *
   * @param value null where the key can say nothing of them
   * @param uncarried those that go into {@code xml}
   */
  record Outcome(@Nullable JsonNode value, List<Element> uncarried) {}

  Key(String name, ChildrenCodec codec, Rules rules) {
    this.name = name;
    this.codec = codec;
    this.rules = rules;
  }

  String name() {
    return name;
  }

  Rules rules() {
    return rules;
  }

  Set<ElementName> elements() {
    return codec.names();
  }

  /** The type of a stanza with this key, where the key has a say in it. */
  @Nullable String impliedType(JsonNode value) {
    boolean empty = FlagElement.isEmptyElement(value);
    return empty && rules.typeIfEmpty() != null ? rules.typeIfEmpty() : rules.type();
  }

  /** Whether a value is of the JSON type that the key takes. */
  boolean accepts(JsonNode value) {
    return codec.accepts(value);
  }

  /** What a text stands for, as a field of an object that the key takes. */
  JsonNode ofField(String field, String text) {
    return codec.ofField(field, text);
  }

  List<Element> write(JsonNode value, Place at) throws DecodeException {
    return codec.write(value, at);
  }

  @Nullable JsonNode read(List<Element> elements, Scope scope) {
    return codec.read(elements, scope.type());
  }

  /** Decides about all elements of a stanza that are this key's. */
  Outcome carry(List<Element> elements, Scope scope) {
    List<Element> shown = inLanguageOf(elements, scope);
    JsonNode value = codec.read(shown, scope.type());
    List<Element> written = value == null ? null : rewrite(value);
    if (value == null || written == null) {
      return new Outcome(null, elements);
    }
    if (ElementContent.isSame(written, shown)) {
      List<Element> others = without(shown, elements);
      if (!isCovered(value, written, others, scope)) {
        return new Outcome(value, others);
      }
    }
    return new Outcome(isCovered(value, written, elements, scope) ? value : null, elements);
  }

  /**
   * Whether one of the {@code xml} entries says already what the key says: it has the name, the
   * namespace and, where that counts, the language of the key's element; or the key only repeats it
   * for want of an element in the stanza's own language.
   */
  boolean isCovered(JsonNode value, List<Element> written, List<Element> entries, Scope scope) {
    if (entries.isEmpty()) {
      return false;
    }
    Set<ElementName> names = written.stream().map(ElementName::of).collect(Collectors.toSet());
    for (Element entry : entries) {
      if (names.contains(ElementName.of(entry))
          && (!rules.byLanguage()
              || language(entry, scope).equals(scope.language())
              || value.equals(codec.read(List.of(entry), scope.type())))) {
        return true;
      }
    }
    return false;
  }

  private @Nullable List<Element> rewrite(JsonNode value) {
    try {
      return codec.write(value, Place.top(Leniency.STRICT));
    } catch (DecodeException e) {
      return null; // the elements hold what the schema doesn't allow
    }
  }

  /** Those in the stanza's language, else those in the first one there is. */
  private List<Element> inLanguageOf(List<Element> elements, Scope scope) {
    if (!rules.byLanguage() || elements.size() == 1) {
      return elements;
    }
    Map<String, List<Element>> byLanguage = new LinkedHashMap<>();
    for (Element element : elements) {
      byLanguage.computeIfAbsent(language(element, scope), none -> new ArrayList<>()).add(element);
    }
    return byLanguage.getOrDefault(scope.language(), byLanguage.values().iterator().next());
  }

  private static List<Element> without(List<Element> shown, List<Element> elements) {
    if (shown.size() == elements.size()) {
      return List.of();
    }
    List<Element> others = new ArrayList<>(elements);
    others.removeAll(shown);
    return others;
  }

  private static String language(Element element, Scope scope) {
    String own = element.lang();
    return own == null ? scope.language() : own.toLowerCase(Locale.ROOT);
  }

  /**
   * What of a stanza its keys need to know.
   *
   * @param type as written, or the empty string
   * @param language as written, in small letters, or the empty string
   */
  record Scope(String type, String language) {
    static Scope of(@Nullable String type, @Nullable String language) {
      return new Scope(
          type == null ? "" : type, language == null ? "" : language.toLowerCase(Locale.ROOT));
    }
  }
}
