package org.stanzagate.it;

import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** A figure of a benchmark's table. */
record Row(String name, double value, String unit) {

  /** The median of an odd number of turns. */
  static <T> Row median(String name, List<T> turns, ToDoubleFunction<T> figure, String unit) {
    double[] sorted = turns.stream().mapToDouble(figure).sorted().toArray();
    return new Row(name, sorted[sorted.length / 2], unit);
  }

  /** Of all turns together: for what should not be at all. */
  static <T> Row sum(String name, List<T> turns, ToDoubleFunction<T> figure, String unit) {
    return new Row(name, turns.stream().mapToDouble(figure).sum(), unit);
  }

  static void print(List<Row> rows) {
    for (Row row : rows) {
      System.out.printf(Locale.ROOT, "%-52s %10.2f %s%n", row.name, row.value, row.unit);
    }
  }
}
