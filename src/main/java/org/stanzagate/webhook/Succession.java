package org.stanzagate.webhook;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiPredicate;
import org.stanzagate.config.CallbackConfig;

/**
 * Which callback goes on as which when the configuration changes. The url counts for more than the
 * name, since names may be only numbers, and what waits for one bot must not come to another.
 */
final class Succession {
  /** What makes a callback go on, the best reason first. */
  private static final List<BiPredicate<CallbackConfig, CallbackConfig>> REASONS =
      List.of(
          (one, other) -> one.name().equals(other.name()) && one.url().equals(other.url()),
          (one, other) -> one.url().equals(other.url()),
          (one, other) -> one.name().equals(other.name()));

  private Succession() {}

  /**
   * Who goes on as each of the configurations, in their order; empty where nobody does.
   *
   * @param before those there are; of several that could, the first goes on
   */
  static List<Optional<Callback>> of(List<Callback> before, List<CallbackConfig> next) {
    List<Callback> left = new ArrayList<>(before);
    List<Optional<Callback>> heirs = new ArrayList<>();
    next.forEach(config -> heirs.add(Optional.empty()));
    for (var alike : REASONS) {
      for (int i = 0; i < next.size(); i++) {
        if (heirs.get(i).isEmpty()) {
          heirs.set(i, first(left, next.get(i), alike));
          heirs.get(i).ifPresent(left::remove);
        }
      }
    }
    return heirs;
  }

  private static Optional<Callback> first(
      List<Callback> callbacks,
      CallbackConfig config,
      BiPredicate<CallbackConfig, CallbackConfig> alike) {
    return callbacks.stream().filter(callback -> alike.test(callback.config(), config)).findFirst();
  }
}
