package org.stanzagate.config;

import java.util.List;
import java.util.Map;

/** What a YAML file says, with the place of everything. Immutable. */
sealed interface YamlNode {
  Place place();

  /**
   * A value.
   *
   * @param text as it was written: what YAML would take for a number or a boolean is text as well
   * @param literal whether a dollar sign in it is only that
   */
  record Scalar(String text, boolean literal, Place place) implements YamlNode {}

  record Sequence(List<YamlNode> items, Place place) implements YamlNode {
    public Sequence {
      items = List.copyOf(items);
    }
  }

  /** The entries are in the order of the file; their places are those of the keys. */
  record Mapping(Map<String, Entry> entries, Place place) implements YamlNode {}

  record Entry(Place place, YamlNode value) {}

  /** Nothing usable; the reason is among the problems already. */
  record Refused(Place place) implements YamlNode {}

  /** Whether there is nothing behind the key: empty, {@code null} or {@code ~}. */
  default boolean isNothing() {
    return this instanceof Scalar scalar && scalar.text().isEmpty();
  }
}
