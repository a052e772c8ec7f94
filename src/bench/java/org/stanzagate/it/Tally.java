package org.stanzagate.it;

import java.time.Duration;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Keeps account of stanzas that arrive, whose ids are a conversation's name and their number in it:
 * {@code a-17}. One thread counts, any thread reads.
 */
final class Tally {
  private static final Pattern OURS = Pattern.compile("(\\w+)-(\\d{1,9})");

  private final String turn;
  private final Map<String, Conversation> conversations = new HashMap<>();
  private final Semaphore arrivals = new Semaphore(0);
  private volatile int arrived;
  private volatile int duplicated;
  private volatile int misordered;
  private volatile long last;

  private static final class Conversation {
    private final BitSet seen = new BitSet();
    private int latest = -1;
  }

  /**
   * @param turn begins the names of the conversations; others are a turn's before, and late
   */
  Tally(String turn) {
    this.turn = turn;
  }

  /** Takes note of one that has come; of an id that isn't ours, only that. */
  @SuppressWarnings("NonAtomicVolatileUpdate") // one thread does
  void count(String id) {
    Matcher ours = OURS.matcher(id);
    if (!ours.matches()) {
      countOne();
      return;
    }
    if (!id.startsWith(turn)) {
      return;
    }
    int number = Integer.parseInt(ours.group(2));
    Conversation conversation =
        conversations.computeIfAbsent(ours.group(1), name -> new Conversation());
    if (conversation.seen.get(number)) {
      duplicated++;
      return;
    }
    conversation.seen.set(number);
    if (number < conversation.latest) {
      misordered++;
    }
    conversation.latest = Math.max(number, conversation.latest);
    countOne();
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // one thread does
  private void countOne() {
    arrived++;
    last = System.nanoTime();
    arrivals.release();
  }

  /** A permit for each stanza that has come. */
  Semaphore arrivals() {
    return arrivals;
  }

  /** Different ones that have come. */
  int arrived() {
    return arrived;
  }

  /** How many came a second, from then on until the last one came. */
  double rateSince(long nanoTime) {
    return arrived * 1e9 / (last - nanoTime);
  }

  /** Waits until so many have come, or for a time without a single one. */
  void awaitArrived(int number, Duration patience) throws InterruptedException {
    arrivals.drainPermits();
    while (arrived < number && arrivals.tryAcquire(1, patience.toMillis(), TimeUnit.MILLISECONDS)) {
      arrivals.drainPermits();
    }
  }

  /** Those that came again. */
  int duplicated() {
    return duplicated;
  }

  /** Those that came after a later one of their conversation. */
  int misordered() {
    return misordered;
  }
}
