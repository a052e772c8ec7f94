package org.stanzagate.codec;

import java.util.function.Consumer;

/** What to do about a part of a body that the mapping doesn't know, the rest being fine. */
@FunctionalInterface
public interface Leniency {
  /** Refuses the whole body: nothing is dropped in silence. */
  Leniency STRICT =
      problem -> {
        throw problem;
      };

  /** Leaves the part out, and says so. */
  static Leniency warning(Consumer<String> log) {
    return problem -> log.accept(problem.getMessage());
  }

  /** Told of each such part; returns to have it left out. */
  void unknown(DecodeException problem) throws DecodeException;
}
