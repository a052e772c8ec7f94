package org.stanzagate.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.stanzagate.config.YamlNode.Entry;
import org.stanzagate.config.YamlNode.Mapping;
import org.stanzagate.config.YamlNode.Refused;
import org.stanzagate.config.YamlNode.Scalar;
import org.stanzagate.config.YamlNode.Sequence;

/**
 * The keys below one key, read with their types. Every method takes note of the key, so that the
 * others can be told to be unknown; faults go to the problems, and reading goes on. For one thread.
 */
final class Section {
  private final Reading reading;
  private final Lookup lookup;

  private Section(Lookup lookup) {
    this.reading = lookup.reading();
    this.lookup = lookup;
  }

  static Section root(Reading reading, Mapping mapping) {
    return new Section(new Lookup(reading, "", mapping, Map.of()));
  }

  /** The same, where a variable of another name stands in for a key that nothing else gives. */
  Section withFallbacks(Map<String, String> variablesByKey) {
    return new Section(
        new Lookup(reading, lookup.path(), lookup.mapping(), Map.copyOf(variablesByKey)));
  }

  /** A value that must be there; empty if it is missing or faulty. */
  <T> Optional<T> require(String key, KeyType<T> type) {
    Optional<YamlNode> node = lookup.find(key, type);
    if (node.isEmpty()) {
      problem(key, "is missing; " + lookup.advice(key, type));
    }
    return node.flatMap(found -> read(key, type, found));
  }

  private <T> Optional<T> read(String key, KeyType<T> type, YamlNode node) {
    String path = lookup.pathOf(key);
    Optional<T> value = type.read(reading, path, node);
    value.ifPresent(read -> reading.settings().put(path, new Setting(read, lookup.placeOf(key))));
    return value;
  }

  /** A value with a default, which is written as in the file; empty if it is faulty. */
  <T> Optional<T> or(String key, ScalarType<T> type, String orElse) {
    YamlNode node =
        lookup.find(key, type).orElseGet(() -> new Scalar(orElse, true, lookup.placeOf(key)));
    return read(key, type, node);
  }

  /** A value that may be left out; empty if it is, or if it is faulty. */
  <T> Optional<T> find(String key, KeyType<T> type) {
    return lookup.find(key, type).flatMap(found -> read(key, type, found));
  }

  /** Whether a value is given, be it faulty. */
  boolean has(String key, KeyType<?> type) {
    return lookup.find(key, type).isPresent();
  }

  /** Whether the file gives a key, be its value faulty. */
  boolean isGiven(String key) {
    return lookup.written(key).isPresent();
  }

  /** The keys below a key; none if it is left out. */
  Section section(String key) {
    reading.keys().section(lookup.pathOf(key));
    Entry entry = lookup.mapping().entries().get(key);
    Place place = entry == null ? new Place(lookup.mapping().place().source(), 0) : entry.place();
    Map<String, Entry> below = Map.of();
    if (entry != null) {
      if (entry.value() instanceof Mapping mapping) {
        below = mapping.entries();
      } else if (!entry.value().isNothing() && !(entry.value() instanceof Refused)) {
        problem(key, "must have keys below it, indented");
      }
    }
    return new Section(
        new Lookup(reading, lookup.pathOf(key), new Mapping(below, place), Map.of()));
  }

  /** The items of a list of sections; none if it is left out. */
  List<Section> sections(String key) {
    reading.keys().section(lookup.pathOf(key));
    YamlNode node = lookup.written(key).orElse(new Sequence(List.of(), lookup.placeOf(key)));
    if (!(node instanceof Sequence sequence)) {
      if (!node.isNothing() && !(node instanceof Refused)) {
        problem(key, "is no list; begin each item below it with a hyphen");
      }
      return List.of();
    }
    List<Section> sections = new ArrayList<>();
    for (int i = 0; i < sequence.items().size(); i++) {
      String path = lookup.pathOf(key) + "[" + i + "]";
      YamlNode item = sequence.items().get(i);
      if (item instanceof Mapping mapping) {
        sections.add(new Section(new Lookup(reading, path, mapping, Map.of())));
      } else if (!(item instanceof Refused)) {
        reading.problems().add(item.place(), path, "must have keys, like name: …");
      }
    }
    return sections;
  }

  /** Whether it is an item, or the file or a variable for a key asked for so far gives a key. */
  boolean isGiven() {
    return lookup.isInList()
        || !lookup.mapping().entries().isEmpty()
        || reading.keys().hasVariableBelow(lookup.path(), reading.variables());
  }

  /**
   * Makes a record of what was read; empty if something in this section is faulty.
   *
   * @param blame the key to name if the values don't go together
   */
  <T> Optional<T> build(String blame, Supplier<T> constructor) {
    if (reading.problems().touch(lookup.path())) {
      return Optional.empty();
    }
    try {
      return Optional.of(constructor.get());
    } catch (IllegalArgumentException e) {
      problem(blame, String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }

  void problem(String key, String message) {
    reading.problems().add(lookup.placeOf(key), lookup.pathOf(key), message);
  }

  void warning(String key, String message) {
    reading.warnings().add(remark(key, message));
  }

  /** Says of a key that is right that it won't work as things are. */
  void obstacle(String key, String message) {
    reading.obstacles().add(remark(key, message));
  }

  private ConfigProblem remark(String key, String message) {
    return lookup.placeOf(key).problem(lookup.pathOf(key), message);
  }
}
