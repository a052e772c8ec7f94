package org.stanzagate.webhook;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.stanzagate.client.WebhookAnswer;

/** What became of a stanza of the store that had its turn. */
sealed interface Verdict {
  /** Nothing more is to be done about it. */
  record Settled() implements Verdict {}

  /**
   * It stays the first of its conversation, and has another turn later.
   *
   * @param answer what the webhook said; null where it wasn't asked
   * @param delay how long to wait; null leaves that to the schedule
   */
  record Postponed(@Nullable WebhookAnswer answer, @Nullable Duration delay) implements Verdict {}
}
