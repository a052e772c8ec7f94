package org.stanzagate.it;

import java.time.Duration;
import java.util.Random;
import java.util.function.LongSupplier;

/**
 * What a {@link FaultProxy} does to the connections through it. Up is from the side that connected;
 * down is back to it.
 *
 * @param cutUp after how many bytes up a connection is cut; asked once for each connection
 * @param reset whether a cut is a RST; else both sides see an end
 */
record Fault(
    Flow up,
    Flow down,
    Duration delayUp,
    Duration delayDown,
    LongSupplier cutUp,
    LongSupplier cutDown,
    boolean reset) {
  static final Fault NONE =
      new Fault(
          Flow.PASS, Flow.PASS, Duration.ZERO, Duration.ZERO, Fault::never, Fault::never, false);

  private static long never() {
    return Long.MAX_VALUE;
  }

  /** What becomes of the bytes of one direction. */
  enum Flow {
    /** They arrive. */
    PASS,
    /** They are read, and are gone. */
    SWALLOW,
    /** They are not read, until that changes. */
    STALL
  }

  Fault withUp(Flow flow) {
    return new Fault(flow, down, delayUp, delayDown, cutUp, cutDown, reset);
  }

  Fault withDown(Flow flow) {
    return new Fault(up, flow, delayUp, delayDown, cutUp, cutDown, reset);
  }

  Fault delayed(Duration up, Duration down) {
    return new Fault(this.up, this.down, up, down, cutUp, cutDown, reset);
  }

  Fault cutUpAfter(LongSupplier bytes) {
    return new Fault(up, down, delayUp, delayDown, bytes, cutDown, reset);
  }

  Fault cutDownAfter(LongSupplier bytes) {
    return new Fault(up, down, delayUp, delayDown, cutUp, bytes, reset);
  }

  /** Cuts by RST, and no longer in order. */
  Fault resetting() {
    return new Fault(up, down, delayUp, delayDown, cutUp, cutDown, true);
  }

  /** Numbers of bytes from 1 to the most, the same ones for the same seed. */
  static LongSupplier random(Random random, int most) {
    return () -> {
      synchronized (random) {
        return 1L + random.nextInt(most);
      }
    };
  }
}
