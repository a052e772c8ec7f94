package org.stanzagate.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.stanzagate.config.YamlNode.Refused;
import org.stanzagate.config.YamlNode.Sequence;

/**
 * A key with a list of values.
 *
 * @param mayBeEmpty otherwise an empty list is a fault, for it would let nothing through
 * @param mayBeOne whether a single value stands for a list of one
 */
record ListType<T>(ScalarType<T> item, boolean mayBeEmpty, boolean mayBeOne)
    implements KeyType<List<T>> {

  static <T> ListType<T> of(ScalarType<T> item) {
    return new ListType<>(item, true, false);
  }

  static <T> ListType<T> someOf(ScalarType<T> item) {
    return new ListType<>(item, false, false);
  }

  static <T> ListType<T> oneOrSomeOf(ScalarType<T> item) {
    return new ListType<>(item, false, true);
  }

  @Override
  public boolean isScalar() {
    return mayBeOne;
  }

  @Override
  public boolean isSecret() {
    return item.isSecret();
  }

  @Override
  public Optional<List<T>> read(Reading reading, String key, YamlNode node) {
    if (node instanceof Refused) {
      return Optional.empty();
    }
    if (node instanceof Sequence sequence) {
      return items(reading, key, sequence);
    }
    if (mayBeOne) {
      return item.read(reading, key, node).map(List::of);
    }
    if (mayBeEmpty && node.isNothing()) {
      return Optional.of(List.of());
    }
    reading.problems().add(node.place(), key, "is no list; write [ " + item.expected() + ", … ]");
    return Optional.empty();
  }

  private Optional<List<T>> items(Reading reading, String key, Sequence sequence) {
    if (sequence.items().isEmpty() && !mayBeEmpty) {
      String message = "is an empty list, which would let nothing through; leave the key out";
      reading.problems().add(sequence.place(), key, message);
      return Optional.empty();
    }
    List<T> values = new ArrayList<>();
    for (int i = 0; i < sequence.items().size(); i++) {
      item.read(reading, key + "[" + i + "]", sequence.items().get(i)).ifPresent(values::add);
    }
    return values.size() == sequence.items().size() ? Optional.of(values) : Optional.empty();
  }
}
