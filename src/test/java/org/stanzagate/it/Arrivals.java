package org.stanzagate.it;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * What has arrived so far, in its order; tests wait here for what is to come. Safe in any thread.
 */
final class Arrivals<T> {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final List<T> all = new ArrayList<>();

  synchronized void add(T arrived) {
    all.add(arrived);
    notifyAll();
  }

  synchronized List<T> all() {
    return List.copyOf(all);
  }

  synchronized List<T> all(Predicate<? super T> wanted) {
    return all.stream().filter(wanted).toList();
  }

  /** Waits for the first that is wanted; it may be there already. */
  T await(String what, Predicate<? super T> wanted) {
    return await(what, 1, wanted).get(0);
  }

  /** Waits until there are that many that are wanted; gives all of them. */
  synchronized List<T> await(String what, int count, Predicate<? super T> wanted) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    List<T> found = all(wanted);
    while (found.size() < count) {
      long left = (deadline - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        throw new AssertionError(
            "%s: %d instead of %d after %s; the last of all %d: %s"
                .formatted(what, found.size(), count, PATIENCE, all.size(), latest()));
      }
      try {
        wait(left);
      } catch (InterruptedException e) {
        throw new IllegalStateException("interrupted while waiting for " + what, e);
      }
      found = all(wanted);
    }
    return found;
  }

  private List<T> latest() {
    return all.subList(Math.max(0, all.size() - 5), all.size());
  }
}
