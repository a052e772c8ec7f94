package org.stanzagate.outbox;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How one callback fares.
 *
 * @param delivery {@code direct}, {@code durable} or {@code pull}
 * @param queued how many stanzas wait, those under way included
 * @param oldestAge of what waits; null where nothing does
 * @param lastSuccess when the receiver last accepted something
 * @param nextTry when the first that waits for it is tried again; null where none does
 * @param failures the last ones, newest first; the first is the last error
 */
public record CallbackState(
    String name,
    String delivery,
    long queued,
    @Nullable Duration oldestAge,
    @Nullable Instant lastSuccess,
    @Nullable Instant nextTry,
    List<Failure> failures) {
  public CallbackState {
    failures = List.copyOf(failures);
  }

  /**
   * A stanza that was not accepted.
   *
   * @param reason for people; holds nothing of the stanza
   */
  public record Failure(Instant time, String reason) {}
}
