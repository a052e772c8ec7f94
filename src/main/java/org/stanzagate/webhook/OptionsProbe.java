package org.stanzagate.webhook;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;
import org.stanzagate.client.WebhookAnswer;
import org.stanzagate.client.WebhookAnswer.Answered;
import org.stanzagate.codec.Codecs;
import org.stanzagate.codec.StanzaCodec;

/**
 * Asks a webhook what it takes, with OPTIONS, until it has said so once: the {@code Accept} of its
 * answer chooses between XML and JSON where the configuration doesn't. Safe in any thread.
 */
final class OptionsProbe {
  private final Codecs codecs;
  private final @Nullable StanzaCodec configured;
  private final Supplier<CompletableFuture<WebhookAnswer>> request;
  private final DeliveryLog log;
  private final AtomicReference<@Nullable CompletableFuture<?>> underWay = new AtomicReference<>();
  private volatile StanzaCodec codec;
  private volatile boolean isOver;
  private volatile String lastFailure = "";

  /**
   * @param codecs those that a stanza can be posted with; the first is the default
   * @param configured the one to use whatever the webhook says
   * @param request sends the OPTIONS
   */
  OptionsProbe(
      Codecs codecs,
      @Nullable StanzaCodec configured,
      Supplier<CompletableFuture<WebhookAnswer>> request,
      DeliveryLog log) {
    this.codecs = codecs;
    this.configured = configured;
    this.request = request;
    this.log = log;
    this.codec = configured == null ? codecs.forAccept(List.of(), null) : configured;
  }

  /**
   * What to post the next stanza with. Asks first where no answer has come so far; there is no
   * waiting for that where the configuration has said it already.
   */
  CompletableFuture<StanzaCodec> codec() {
    if (isOver) {
      return CompletableFuture.completedFuture(codec);
    }
    CompletableFuture<?> asked = ask();
    return configured == null
        ? asked.thenApply(over -> codec)
        : CompletableFuture.completedFuture(configured);
  }

  /** Whether there is nothing more to be asked. */
  boolean isOver() {
    return isOver;
  }

  /** Asks, so that the first stanza need not wait for the answer. */
  void start() {
    var unused = ask();
  }

  /** Asks, unless a question is under way already. */
  private CompletableFuture<?> ask() {
    CompletableFuture<Void> asked = new CompletableFuture<>();
    CompletableFuture<?> before = underWay.compareAndExchange(null, asked);
    if (before != null) {
      return before;
    }
    var unused =
        request
            .get()
            .whenComplete(
                (answer, e) -> {
                  if (answer != null) {
                    heard(answer);
                  }
                  underWay.set(null);
                  asked.complete(null);
                });
    return asked;
  }

  private void heard(WebhookAnswer answer) {
    if (!(answer instanceof Answered answered)) {
      failed(answer.failure());
    } else if (answered.isSuccess()) {
      isOver = true;
      if (answered.status() == 200 && answered.accept() != null && configured == null) {
        codec = codecs.forAccept(List.of(answered.accept()), null);
      }
      log.log(
          Level.INFO, null, "the webhook is there; stanzas are posted as {}", codec.mediaType());
    } else if (answered.status() == 405 || answered.status() == 501) {
      // RFC 9110 sections 15.5.6 and 15.6.2: asking again would bring nothing else.
      isOver = true;
      log.log(
          Level.INFO,
          null,
          "the webhook is there, and has no OPTIONS; stanzas are posted as {}",
          codec.mediaType());
    } else {
      failed(answer.failure());
    }
  }

  /** Said once, not at each delivery: those say themselves what becomes of them. */
  private void failed(String reason) {
    Level level = reason.equals(lastFailure) ? Level.DEBUG : Level.WARN;
    lastFailure = reason;
    log.log(
        level,
        null,
        "the webhook did not answer OPTIONS, which is tried again before the next delivery: {}",
        reason);
  }
}
