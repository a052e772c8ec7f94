package org.stanzagate.component;

import java.time.Duration;

/** Why a stanza did not go out. */
public sealed interface NotSent extends Delivery, Reply {
  /**
   * There is no stream, its queue is full, or it broke before the stanza was written.
   *
   * @param reason for the one who sent it
   * @param retryAfter when to try again
   */
  record Unavailable(String reason, Duration retryAfter) implements NotSent {}

  /** As XML it is larger than {@code component.max_send}. Both in bytes. */
  record TooLarge(int size, int limit) implements NotSent {}

  /**
   * One of the same kind with the same from, to and id is already waiting, or an archive query with
   * the same from, to and {@code queryid}.
   */
  record AlreadyWaiting() implements NotSent {}
}
