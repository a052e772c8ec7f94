package org.stanzagate.webhook;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.Function;

/**
 * What goes on as which callback when the configuration changes. The url counts for more than the
 * name, since names may be only numbers, and what waits for one bot must not come to another.
 */
final class Succession {
  /** What makes one go on, the best reason first. */
  private static final List<BiPredicate<Identity, Identity>> REASONS =
      List.of(
          Identity::equals,
          (one, other) -> one.target().equals(other.target()),
          (one, other) -> one.name().equals(other.name()));

  private Succession() {}

  /**
   * What goes on as each of the next, in their order; empty where nothing does.
   *
   * @param before those there are; of several that could, the first goes on
   */
  static <T> List<Optional<T>> of(
      List<T> before, Function<T, Identity> identity, List<Identity> next) {
    List<T> left = new ArrayList<>(before);
    List<Optional<T>> heirs = new ArrayList<>();
    next.forEach(one -> heirs.add(Optional.empty()));
    for (var alike : REASONS) {
      for (int i = 0; i < next.size(); i++) {
        if (heirs.get(i).isEmpty()) {
          Identity one = next.get(i);
          heirs.set(
              i, left.stream().filter(other -> alike.test(identity.apply(other), one)).findFirst());
          heirs.get(i).ifPresent(left::remove);
        }
      }
    }
    return heirs;
  }
}
