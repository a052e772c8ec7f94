package org.stanzagate.it;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All that is measured of the program as a whole, or the parts of it that are named. What a part
 * needs, wrk and the servers, is installed where that can be done.
 */
public final class SpeedBenchmark {
  private static final Map<String, Part> PARTS = new LinkedHashMap<>();

  static {
    PARTS.put("prosody", SpeedBenchmark::prosody);
    PARTS.put("ejabberd", SpeedBenchmark::ejabberd);
    PARTS.put("alone", SpeedBenchmark::alone);
    PARTS.put("sizes", SpeedBenchmark::sizes);
    PARTS.put("delivery", SpeedBenchmark::delivery);
    PARTS.put("waiting", () -> Row.print(WaitingBenchmark.measure()));
    PARTS.put("start", () -> Row.print(StartBenchmark.measure()));
    PARTS.put("checkins", SpeedBenchmark::checkins);
  }

  private SpeedBenchmark() {}

  private interface Part {
    void run() throws Exception;
  }

  /**
   * Measures, and prints tables in Markdown.
   *
   * @param args names of parts with commas between them; none for all
   */
  public static void main(String[] args) throws Exception {
    String given = String.join("", args);
    for (String name : given.isEmpty() ? PARTS.keySet() : List.of(given.split(","))) {
      Part part = PARTS.get(name);
      if (part == null) {
        throw new IllegalArgumentException(name + " is none of " + PARTS.keySet());
      }
      System.out.printf("%n%s%n%n", name);
      part.run();
    }
  }

  private static void prosody() throws Exception {
    if (isThere("wrk", "wrk") && isThere("prosody", "prosody", "prosodyctl")) {
      Contest.printHead();
      String modules = System.getProperty("bench.modules", "");
      ServerBenchmark.prosody(
          Optional.of(modules).filter(folder -> !folder.isEmpty()).map(Path::of));
    }
  }

  private static void ejabberd() throws Exception {
    if (isThere("wrk", "wrk") && isThere("ejabberd", Ejabberd.CONTROL)) {
      Contest.printHead();
      ServerBenchmark.ejabberd();
    }
  }

  private static void alone() throws Exception {
    if (isThere("wrk", "wrk")) {
      Contest.printHead();
      AloneBenchmark.besideUndertow();
    }
  }

  private static void sizes() throws Exception {
    if (isThere("wrk", "wrk")) {
      Contest.printHead();
      AloneBenchmark.byConnectionsAndSize();
    }
  }

  private static void delivery() throws Exception {
    Contest.printHead();
    AloneBenchmark.deliveries();
  }

  private static void checkins() throws Exception {
    Contest.printHead();
    CheckinBenchmark.run();
  }

  private static boolean isThere(String debianPackage, String... programs) {
    Optional<String> problem = ServerPackages.provide(debianPackage, programs).problem();
    problem.ifPresent(why -> System.out.println("Left out: " + why));
    return problem.isEmpty();
  }
}
