package org.stanzagate.config;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The names of a list's items: given or made, and no two the same. For one thread. */
final class UniqueNames {
  private final String prefix;
  private final Map<String, Integer> numbers = new HashMap<>();
  private int count;

  UniqueNames(String prefix) {
    this.prefix = prefix;
  }

  /** Of the next item; where none is given, its number from 1 makes one. */
  Optional<String> next(Section item) {
    count++;
    Optional<String> name = item.or("name", ValueTypes.NAME, prefix + count);
    Integer first = name.map(given -> numbers.putIfAbsent(given, count)).orElse(null);
    if (first == null) {
      return name;
    }
    item.problem(
        "name",
        '"' + name.orElseThrow() + "\" is the name of number " + first + " too; choose another");
    return Optional.empty();
  }
}
