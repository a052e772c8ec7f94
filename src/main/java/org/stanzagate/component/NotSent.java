package org.stanzagate.component;

import java.time.Duration;

/** Why a stanza did not go out. */
public sealed interface NotSent extends Delivery, Reply {
  /** The same for people who read a log. */
  String text();

  /**
   * There is no stream, its queue is full, or it broke before the stanza was written.
   *
   * @param reason for the one who sent it
   * @param retryAfter when to try again
   */
  record Unavailable(String reason, Duration retryAfter) implements NotSent {
    @Override
    public String text() {
      return reason;
    }
  }

  /** As XML it is larger than {@code component.max_send}. Both in bytes. */
  record TooLarge(int size, int limit) implements NotSent {
    @Override
    public String text() {
      return "it has " + size + " bytes as XML, and component.max_send is " + limit;
    }
  }

  /**
   * One of the same kind with the same from, to and id is already waiting, or an archive query with
   * the same from, to and {@code queryid}.
   */
  record AlreadyWaiting() implements NotSent {
    @Override
    public String text() {
      return "one with the same from, to and id is already waiting for its answer";
    }
  }
}
