package org.stanzagate.it;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Stanzas written to a stream as fast as they arrive at the other side. */
final class Flood {
  static final String BODY = "Wherefore art thou, Romeo?";
  static final Duration LAST_ONES = Duration.ofSeconds(15);

  private static final int CONVERSATIONS = 50;
  private static final int BATCH = 25;

  /** Written and not yet arrived, at most: what comes faster would only wait in memory. */
  private static final int WINDOW = 1_000;

  private Flood() {}

  /** Where stanzas are written. */
  interface Stream {
    void write(String xml) throws IOException;
  }

  /**
   * Writes for a time, and waits for the last ones.
   *
   * @param tally counts them where they arrive
   */
  static Turn over(Stream stream, Tally tally, IntFunction<String> stanzas) throws Exception {
    int written = 0;
    tally.arrivals().release(WINDOW);
    long start = System.nanoTime();
    while (System.nanoTime() - start < Contest.TIME.toNanos()
        && tally.arrivals().tryAcquire(BATCH, LAST_ONES.toSeconds(), TimeUnit.SECONDS)) {
      stream.write(
          IntStream.range(written, written + BATCH)
              .mapToObj(stanzas)
              .collect(Collectors.joining()));
      written += BATCH;
    }
    tally.awaitArrived(written, LAST_ONES);
    return Turn.of(Wrk.Load.NONE, tally.rateSince(start), tally, written);
  }

  /** A message of one of many conversations. */
  static String message(int number, String domain, String to, String name) {
    int conversation = number % CONVERSATIONS;
    return message(
        "user" + conversation + "@" + domain, to, name + conversation, number / CONVERSATIONS);
  }

  static String message(String from, String to, String conversation, int number) {
    return ("<message type='chat' from='" + from + "' to='" + to + "' id='" + conversation + "-")
        + (number + "'><body>" + BODY + "</body></message>");
  }
}
