package org.stanzagate.http;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.stanzagate.listener.Failure;
import org.stanzagate.listener.HttpException;

/**
 * What the first request with a key was answered, for those that come again. Bounded in keys and
 * bytes; the oldest goes first, for who repeats a request does so soon. (A cache that weighs how
 * often something is asked for, such as Caffeine, throws away the newest once it is full.) Safe in
 * any thread.
 */
final class FirstAnswers {
  static final Duration KEPT = Duration.ofHours(24);
  static final int MAX_KEYS = 10_000;

  /** What an entry takes besides its key and its answer, about. */
  private static final int OVERHEAD = 512;

  private static final Duration RETRY = Duration.ofSeconds(1);

  private record Remembered(String fingerprint, Answer answer, int size, Instant since) {}

  private final Clock clock;
  private final long maxBytes;
  private final Map<IdempotencyKey, String> underWay = new HashMap<>();
  private final Map<IdempotencyKey, Remembered> remembered = new LinkedHashMap<>();
  private long bytes;

  FirstAnswers(Clock clock, long maxBytes) {
    this.clock = clock;
    this.maxBytes = maxBytes;
  }

  /**
   * Begins a request, which is to end with {@link #remember} or {@link #forget}; or gives its first
   * answer.
   *
   * @param fingerprint by which the same request is known
   * @throws HttpException if it is under way already, or the key is that of another request
   */
  synchronized Optional<Answer> begin(IdempotencyKey key, String fingerprint) throws HttpException {
    shrink();
    Remembered first = remembered.get(key);
    String known = first == null ? underWay.get(key) : first.fingerprint;
    if (known != null && !known.equals(fingerprint)) {
      throw new HttpException(
          Failure.unprocessable(
              "conflict",
              "this Idempotency-Key was given to another request: the method, the path, the query,"
                  + " the Content-Type or the body differs; take a new key for a new stanza"));
    }
    if (first != null) {
      return Optional.of(first.answer);
    }
    if (known != null) {
      throw new HttpException(
          Failure.conflict(
              "the request with this Idempotency-Key is still under way; repeat it later to get its"
                  + " answer"));
    }
    if (underWay.size() >= MAX_KEYS) {
      throw new HttpException(
          Failure.unavailable(
              MAX_KEYS + " requests with an Idempotency-Key are under way; try again later",
              RETRY));
    }
    underWay.put(key, fingerprint);
    return Optional.empty();
  }

  /** The stanza was sent, and this is what its sender was told. */
  synchronized void remember(IdempotencyKey key, Answer answer) {
    String fingerprint = underWay.remove(key);
    int size = OVERHEAD + key.size() + answer.size();
    if (fingerprint != null && size <= maxBytes) {
      bytes += size;
      remembered.put(key, new Remembered(fingerprint, answer, size, clock.instant()));
      shrink();
    }
  }

  /** Nothing was sent: the key is as good as new. */
  synchronized void forget(IdempotencyKey key) {
    underWay.remove(key);
  }

  private void shrink() {
    Instant oldest = clock.instant().minus(KEPT);
    Iterator<Remembered> entries = remembered.values().iterator();
    while (entries.hasNext()) {
      Remembered entry = entries.next();
      boolean fits = bytes <= maxBytes && remembered.size() <= MAX_KEYS;
      if (fits && entry.since.isAfter(oldest)) {
        return;
      }
      bytes -= entry.size;
      entries.remove();
    }
  }

  /** How many are under way. */
  synchronized int underWay() {
    return underWay.size();
  }
}
