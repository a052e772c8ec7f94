package org.stanzagate.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Requests and what they were answered with: a counter for each name and status, a histogram of
 * times for each name. Finding them takes a look at one map and one array. Safe in any thread.
 */
final class Answered {
  /** A webhook can answer with any number. */
  private static final int STATUSES = 600;

  private final MeterRegistry registry;
  private final String label;
  private final Names names;
  private final ConcurrentMap<String, Series> series = new ConcurrentHashMap<>();

  /** What the meters are called, and what Prometheus is told of them. */
  record Names(String counter, String countHelp, String timer, String timeHelp) {}

  private final class Series {
    private final Tags tags;
    private final Timer times;
    private final AtomicReferenceArray<@Nullable Counter> counters =
        new AtomicReferenceArray<>(STATUSES + 1);

    Series(String name) {
      tags = Tags.of(label, name);
      times = Times.timer(names.timer(), names.timeHelp(), tags).register(registry);
    }

    Counter counter(int status) {
      int index = status >= 100 && status < STATUSES ? status : status == 0 ? 0 : STATUSES;
      Counter known = counters.get(index);
      if (known != null) {
        return known;
      }
      // The registry gives the same one to all who ask at the same time.
      Counter made =
          Counter.builder(names.counter())
              .description(names.countHelp())
              .tags(tags.and("status", text(index)))
              .register(registry);
      counters.set(index, made);
      return made;
    }

    void remove() {
      registry.remove(times);
      for (int i = 0; i < counters.length(); i++) {
        Counter counter = counters.get(i);
        if (counter != null) {
          registry.remove(counter);
        }
      }
    }
  }

  /**
   * @param label whose values are the names
   */
  Answered(MeterRegistry registry, String label, Names names) {
    this.registry = registry;
    this.label = label;
    this.names = names;
  }

  private static String text(int index) {
    return switch (index) {
      case 0 -> "none";
      case STATUSES -> "other";
      default -> Integer.toString(index);
    };
  }

  /**
   * One is over.
   *
   * @param status 0 where there was no answer
   */
  void count(String name, int status, Duration took) {
    Series known = series.get(name);
    Series of = known == null ? series.computeIfAbsent(name, Series::new) : known;
    of.counter(status).increment();
    of.times.record(took);
  }

  /** Forgets all others, or each name there ever was would be told of for ever. */
  void retain(Set<String> current) {
    for (String name : series.keySet()) {
      Series gone = current.contains(name) ? null : series.remove(name);
      if (gone != null) {
        gone.remove();
      }
    }
  }
}
