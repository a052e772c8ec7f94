package org.stanzagate.it;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The same work done by Stanzagate and by others, turn about, so that whatever else the machine
 * does strikes all of them alike. Prints the medians, and the median of the turns' ratios.
 */
final class Contest {
  /** Its own name; all others are compared with it. */
  static final String STANZAGATE = "stanzagate";

  /** How long a turn is. */
  static final Duration TIME = Duration.ofSeconds(5);

  private static final int TURNS = 3;

  /** Turns that don't count: the JVM compiles what is new to it. */
  private static final int WARM_UP = 2;

  /** The same after a start: on two busy processors that takes it half a minute. */
  private static final int COLD_WARM_UP = 6;

  private static final String ROW = "| %-44s | %9.0f | %5s | %8s | %8s | %6d | %4d | %5d | %5d |%n";

  private final String work;
  private final int warmUp;
  private final Map<String, Side> sides = new LinkedHashMap<>();

  private Contest(String work, int warmUp) {
    this.work = work;
    this.warmUp = warmUp;
  }

  /** One in work that is new to some of those who do it. */
  static Contest cold(String work) {
    return new Contest(work, COLD_WARM_UP);
  }

  /** One in work that all have done before, in other amounts. */
  static Contest warm(String work) {
    return new Contest(work, WARM_UP);
  }

  /** Who does the work. */
  interface Side {
    /**
     * Does it for a while.
     *
     * @param name another one for each turn
     */
    Turn turn(String name) throws Exception;
  }

  /** Adds one that does it. */
  Contest with(String name, Side side) {
    sides.put(name, side);
    return this;
  }

  static void printHead() {
    System.out.println(
        "| what, by whom | per second | of it | p50, ms | p99, ms | failed | lost | again | out of order |");
    System.out.println("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
  }

  /** Lets each warm up, measures, and prints a row for each. */
  void run() throws Exception {
    Map<String, List<Turn>> turns = new LinkedHashMap<>();
    for (int i = 0; i < warmUp + TURNS; i++) {
      for (Map.Entry<String, Side> side : sides.entrySet()) {
        Turn turn = side.getValue().turn(side.getKey().replaceAll("\\W", "") + i);
        if (i >= warmUp) {
          turns.computeIfAbsent(side.getKey(), key -> new ArrayList<>()).add(turn);
        }
      }
    }
    turns.forEach((name, its) -> print(name, its, turns.get(STANZAGATE)));
  }

  private void print(String name, List<Turn> turns, List<Turn> ours) {
    List<Double> ratios = new ArrayList<>();
    for (int i = 0; i < turns.size(); i++) {
      ratios.add(ours.get(i).rate() / turns.get(i).rate());
    }
    System.out.printf(
        Locale.ROOT,
        ROW,
        work + ", " + name,
        Turn.median(turns, Turn::rate),
        name.equals(STANZAGATE)
            ? ""
            : String.format(
                Locale.ROOT, "%.2f", ratios.stream().sorted().toList().get(ratios.size() / 2)),
        millis(Turn.median(turns, Turn::p50)),
        millis(Turn.median(turns, Turn::p99)),
        turns.stream().mapToInt(Turn::failed).sum(),
        turns.stream().mapToInt(Turn::lost).sum(),
        turns.stream().mapToInt(Turn::duplicated).sum(),
        turns.stream().mapToInt(Turn::misordered).sum());
  }

  private static String millis(double micros) {
    return micros == 0 ? "" : String.format(Locale.ROOT, "%.1f", micros / 1000);
  }
}
