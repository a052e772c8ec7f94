package org.stanzagate.webhook;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;
import org.stanzagate.client.WebhookAnswer;
import org.stanzagate.outbox.StoredStanza;
import org.stanzagate.stanza.Kind;
import org.stanzagate.stanza.Namespaces;
import org.stanzagate.stanza.Stanza;

/**
 * What is done with a stanza of the store: it is posted, and again, until the webhook has accepted
 * it or refused it for good, or its time is over; only then does its sender hear of it. Safe in any
 * thread.
 */
final class DurableDelivery implements StoredDelivery {
  /** Those of 400 to 499 that say nothing of the stanza, and so may be others the next time. */
  private static final Set<Integer> PASSING = Set.of(408, 409, 423, 425, 429);

  private static final WebhookAnswer NEVER_ASKED =
      new WebhookAnswer.NoConnection(
          "its time was over before the first try; raise the callback's expire");

  private final Shared shared;
  private final History history;
  private final Refusals refusals;
  private final String idStart;
  private final Supplier<Target> target;

  /**
   * @param store the store's identity, so that no other gives the same ids
   * @param target what is posted to, as it is configured now
   */
  DurableDelivery(
      Shared shared, History history, Refusals refusals, String store, Supplier<Target> target) {
    this.shared = shared;
    this.history = history;
    this.refusals = refusals;
    this.idStart = "msg_" + store + "_";
    this.target = target;
  }

  /** Messages and presence; never errors and receipts (XEP-0184), which may overtake them. */
  static boolean isFor(Stanza stanza) {
    return stanza.kind() != Kind.IQ && !stanza.isError() && !isReceipt(stanza);
  }

  private static boolean isReceipt(Stanza stanza) {
    return stanza.kind() == Kind.MESSAGE
        && stanza.element().element(Namespaces.RECEIPTS, "received").isPresent()
        && stanza.element().element(Namespaces.CLIENT, "body").isEmpty();
  }

  @Override
  public CompletableFuture<Verdict> post(StoredStanza stored) {
    Target current = target.get();
    return CompletableFuture.completedFuture(idStart + stored.id())
        .thenCompose(id -> current.post(stored.stanza(), id))
        .thenComposeAsync(answer -> answered(stored, answer), shared.executor())
        .exceptionally(
            e -> {
              current.log().fault(stored.stanza(), e);
              return new Verdict.Postponed(null, null);
            });
  }

  private CompletionStage<Verdict> answered(StoredStanza stored, WebhookAnswer answer) {
    boolean isNews = history.heard(answer);
    if (isFinal(answer)) {
      Response response = response(stored, answer);
      target.get().log().delivered(stored.stanza(), response);
      return settle(stored, response);
    }
    target
        .get()
        .log()
        .log(
            isNews ? Level.WARN : Level.DEBUG,
            stored.stanza(),
            "the webhook did not take a {}, which is kept and tried again: {}",
            stored.stanza().kind().element(),
            answer.failure());
    return CompletableFuture.completedFuture(new Verdict.Postponed(answer, retryAfter(answer)));
  }

  private static @Nullable Duration retryAfter(WebhookAnswer answer) {
    return answer instanceof WebhookAnswer.Answered answered ? answered.retryAfter() : null;
  }

  private static boolean isFinal(WebhookAnswer answer) {
    return answer instanceof WebhookAnswer.Answered answered
        && (answered.status() / 100 == 2
            || (answered.status() / 100 == 4 && !PASSING.contains(answered.status())));
  }

  private CompletionStage<Verdict> settle(StoredStanza stored, Response response) {
    return shared
        .replies()
        .send(target.get().log(), stored.stanza(), response.stanzas())
        .thenApply(sent -> new Verdict.Settled());
  }

  private Response response(StoredStanza stored, WebhookAnswer answer) {
    return shared.answers().to(new Incoming(stored.stanza(), stored.isOwn()), answer);
  }

  @Override
  public CompletableFuture<Verdict> expire(StoredStanza stored, @Nullable WebhookAnswer last) {
    Stanza stanza = stored.stanza();
    if (!refusals.canRefuse(stanza)) {
      return CompletableFuture.completedFuture(new Verdict.Postponed(null, null));
    }
    WebhookAnswer answer = last == null ? NEVER_ASKED : last;
    target
        .get()
        .log()
        .warn(
            stanza,
            "{} from {} to {} is given up, for the webhook did not take it within expire: {}",
            stanza.kind().element(),
            stanza.from(),
            stanza.to(),
            answer.failure());
    return settle(stored, response(stored, answer)).toCompletableFuture();
  }
}
