package org.stanzagate.webhook;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.stanzagate.client.WebhookAnswer;
import org.stanzagate.outbox.StoredStanza;

/**
 * What is done with a stanza of the store in its turn; called in the executor, and never twice at a
 * time for one lane.
 */
interface StoredDelivery {
  CompletableFuture<Verdict> post(StoredStanza stored);

  /**
   * Ends one whose time is over.
   *
   * @param last the webhook's last answer to it; null if it was never asked, or not since the start
   */
  CompletableFuture<Verdict> expire(StoredStanza stored, @Nullable WebhookAnswer last);
}
