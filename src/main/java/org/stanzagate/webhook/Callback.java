package org.stanzagate.webhook;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jivesoftware.smack.packet.StanzaError.Condition;
import org.jivesoftware.smack.packet.StanzaError.Type;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;
import org.stanzagate.config.CallbackConfig;
import org.stanzagate.stanza.Stanza;
import org.stanzagate.stanza.StanzaError;

/**
 * One callback: the way of each stanza that it takes to the webhook, and of the answer back. Safe
 * in any thread; all that takes time happens in the executor.
 */
final class Callback {
  private static final StanzaError FULL =
      new StanzaError(
          Type.WAIT, Condition.resource_constraint, "Too much is waiting to be delivered");
  private static final StanzaError STOPPING =
      new StanzaError(Type.WAIT, Condition.recipient_unavailable, "The gateway is stopping");
  private static final StanzaError FAULT =
      new StanzaError(Type.WAIT, Condition.internal_server_error, "A fault of the gateway");

  private final Shared shared;
  private final Conversations conversations;
  private volatile Target target;

  Callback(CallbackConfig config, Shared shared) {
    this.shared = shared;
    this.target = new Target(config, shared, null);
    this.conversations =
        new Conversations(
            config.maxQueue(),
            config.maxConnections(),
            shared.backlog(),
            shared.executor(),
            this::deliver);
  }

  /**
   * Goes on by another configuration. What waits stays in its place, and is posted by that; what is
   * under way ends as it began.
   */
  void changeTo(CallbackConfig config) {
    if (!config.equals(target.config())) {
      target = new Target(config, shared, target);
      conversations.resize(config.maxQueue(), config.maxConnections());
    }
  }

  CallbackConfig config() {
    return target.config();
  }

  /** Asks the webhook what it takes, unless it has said so. */
  void start() {
    target.start();
  }

  boolean takes(Stanza stanza) {
    return target.takes(stanza);
  }

  /** Takes a stanza, which is delivered in its turn, or refused where too much is waiting. */
  void take(Stanza stanza) {
    if (!conversations.add(new Incoming(stanza, shared.rooms().isOwn(stanza)))) {
      log()
          .warn(
              stanza,
              "{} from {} to {} {}, for too much is waiting; the webhook is slower than what comes",
              stanza.kind().element(),
              stanza.from(),
              stanza.to(),
              shared.rooms().mayBeRefused(stanza) ? "refused" : "dropped");
      refuse(stanza, FULL);
    }
  }

  private DeliveryLog log() {
    return target.log();
  }

  private void refuse(Stanza stanza, StanzaError error) {
    if (shared.rooms().mayBeRefused(stanza)) {
      // Where it can't go out, nobody is left to be told.
      var unused = shared.rooms().send(stanza.errorReply(error));
    }
  }

  /** Completes when the answer is out, so that the answers of a conversation keep its order. */
  private CompletableFuture<?> deliver(Incoming incoming) {
    Stanza stanza = incoming.stanza();
    if (stanza.isRequest()) {
      shared.openIqs().opened(stanza);
    }
    return CompletableFuture.completedFuture(target)
        .thenCompose(current -> current.post(stanza))
        .thenComposeAsync(answer -> answered(incoming, answer), shared.executor())
        .handle((done, e) -> e == null ? done : failed(stanza, e));
  }

  private CompletionStage<?> answered(Incoming incoming, WebhookAnswer answer) {
    Stanza stanza = incoming.stanza();
    Response response = shared.answers().to(incoming, answer);
    DeliveryLog log = log();
    response.notes().forEach(note -> log.log(note.level(), stanza, "{}", note.text()));
    log.debug(
        stanza,
        "{} from {} to {} delivered; stanzas that go back: {}",
        stanza.kind().element(),
        stanza.from(),
        stanza.to(),
        response.stanzas().size());
    if (response.isLater()) {
      shared.openIqs().keepOpen(stanza, this::expired);
    } else if (stanza.isRequest() && !shared.openIqs().close(stanza)) {
      log.debug(stanza, "the iq has been answered through HTTP already");
      return CompletableFuture.completedFuture(null);
    }
    return shared.replies().send(log, stanza, response.stanzas());
  }

  private void expired(Stanza iq) {
    log().warn(iq, "the iq that was to be answered later got no answer within iq.timeout");
    var unused = shared.replies().send(log(), iq, List.of(Answers.expired(iq)));
  }

  private @Nullable Object failed(Stanza stanza, Throwable e) {
    log()
        .error(
            stanza,
            "the delivery of the {} from {} to {} ended by a fault of the gateway",
            stanza.kind().element(),
            stanza.from(),
            stanza.to(),
            e);
    if (!stanza.isRequest() || shared.openIqs().close(stanza)) {
      refuse(stanza, FAULT);
    }
    return null;
  }

  /** Completes when nothing is left to be delivered. */
  CompletableFuture<Void> whenIdle() {
    return conversations.whenIdle();
  }

  /** Refuses what still waits for its turn: there is no time left for it. */
  void refuseWaiting() {
    List<Stanza> left = conversations.removeWaiting();
    left.forEach(stanza -> refuse(stanza, STOPPING));
    if (!left.isEmpty()) {
      log()
          .log(
              Level.WARN,
              null,
              "{} stanzas were not delivered, for the gateway is stopping: messages and iqs are refused",
              left.size());
    }
  }
}
