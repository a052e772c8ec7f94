package org.stanzagate.it;

import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * What came of one turn.
 *
 * @param rate stanzas, or round trips, a second
 * @param p50 of the times to the answer in microseconds, 0 where nobody waits for one
 * @param p99 likewise
 * @param failed requests without the answer that they should get
 * @param lost stanzas that were accepted and did not arrive
 * @param duplicated that arrived again
 * @param misordered that arrived after a later one of their conversation
 */
record Turn(double rate, long p50, long p99, int failed, int lost, int duplicated, int misordered) {

  /**
   * What came of that load, and of what arrived.
   *
   * @param sent stanzas that should have arrived
   */
  static Turn of(Wrk.Load load, double rate, Tally tally, int sent) {
    return new Turn(
        rate,
        load.p50(),
        load.p99(),
        load.failed(),
        Math.max(0, sent - tally.arrived()),
        tally.duplicated(),
        tally.misordered());
  }

  Turn inAnyOrder() {
    return new Turn(rate, p50, p99, failed, lost, duplicated, 0);
  }

  /** The middle one of what they say. */
  static double median(List<Turn> turns, ToDoubleFunction<Turn> measure) {
    return turns.stream()
        .map(measure::applyAsDouble)
        .sorted(Comparator.naturalOrder())
        .toList()
        .get(turns.size() / 2);
  }
}
