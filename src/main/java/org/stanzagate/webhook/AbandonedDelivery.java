package org.stanzagate.webhook;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.stanzagate.client.WebhookAnswer;
import org.stanzagate.outbox.StoredStanza;

/**
 * What is done with a stanza whose callback is no longer configured: it is kept until that is there
 * again, at a later start, or until its time is over and its sender hears of it. Safe in any
 * thread.
 */
final class AbandonedDelivery implements StoredDelivery {
  /** What ends sooner is looked at sooner. */
  private static final Duration LOOK_AGAIN = Duration.ofDays(1);

  private final Refusals refusals;

  AbandonedDelivery(Refusals refusals) {
    this.refusals = refusals;
  }

  @Override
  public CompletableFuture<Verdict> post(StoredStanza stored) {
    return CompletableFuture.completedFuture(new Verdict.Postponed(null, LOOK_AGAIN));
  }

  @Override
  public CompletableFuture<Verdict> expire(StoredStanza stored, @Nullable WebhookAnswer last) {
    if (!refusals.canRefuse(stored.stanza())) {
      return CompletableFuture.completedFuture(new Verdict.Postponed(null, null));
    }
    refusals.expired(stored.stanza());
    return CompletableFuture.completedFuture(new Verdict.Settled());
  }
}
