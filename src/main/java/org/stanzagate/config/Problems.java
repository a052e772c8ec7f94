package org.stanzagate.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Collects what is wrong, so that a user sees all of it at once. For one thread. */
final class Problems {
  private final Set<ConfigProblem> found = new LinkedHashSet<>();

  void add(Place place, String key, String message) {
    found.add(place.problem(key, message));
  }

  boolean isEmpty() {
    return found.isEmpty();
  }

  /** Whether the key, or anything below it, has one; the empty key is above all. */
  boolean touch(String key) {
    return found.stream()
        .anyMatch(
            problem ->
                key.isEmpty()
                    || problem.key().equals(key)
                    || problem.key().startsWith(key + ".")
                    || problem.key().startsWith(key + "["));
  }

  /** All of them, as an exception. */
  ConfigException exception() {
    return exception(List.of());
  }

  /** All of them and those, as an exception: what has a line by its line, and the rest behind. */
  ConfigException exception(List<ConfigProblem> more) {
    List<ConfigProblem> sorted = new ArrayList<>(found);
    sorted.addAll(more);
    sorted.sort(Comparator.comparingInt(p -> p.line() == 0 ? Integer.MAX_VALUE : p.line()));
    return new ConfigException(sorted);
  }
}
