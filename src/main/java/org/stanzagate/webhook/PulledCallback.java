package org.stanzagate.webhook;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import org.jivesoftware.smack.packet.StanzaError.Condition;
import org.jivesoftware.smack.packet.StanzaError.Type;
import org.jspecify.annotations.Nullable;
import org.stanzagate.config.CallbackConfig;
import org.stanzagate.outbox.CallbackState;
import org.stanzagate.outbox.Mailbox;
import org.stanzagate.stanza.Stanza;
import org.stanzagate.stanza.StanzaError;

/**
 * A callback with a mailbox: what it takes is kept there until it is pulled. An iq that asks is
 * kept only while somebody pulls who could answer it, by a POST to the API.
 */
final class PulledCallback implements Callback {
  private static final StanzaError NOBODY =
      new StanzaError(
          Type.CANCEL, Condition.service_unavailable, "Nobody is there who could answer this");

  private final CallbackConfig config;
  private final Mailbox mailbox;
  private final Shared shared;
  private final Refusals refusals;
  private final DeliveryLog log;

  PulledCallback(CallbackConfig config, Mailbox mailbox, Shared shared) {
    this.config = config;
    this.mailbox = mailbox;
    this.shared = shared;
    this.refusals = new Refusals(shared.rooms());
    this.log = new DeliveryLog(config.name());
  }

  @Override
  public CallbackConfig config() {
    return config;
  }

  @Override
  public void start() {
    // Whoever pulls comes by himself.
  }

  @Override
  public void take(Stanza stanza) {
    if (stanza.isRequest()) {
      takeIq(stanza);
    } else {
      var unused = keep(stanza);
    }
  }

  private void takeIq(Stanza iq) {
    if (!mailbox.isConnected()) {
      refusals.refuse(iq, NOBODY);
      return;
    }
    shared.openIqs().opened(iq);
    var unused =
        keep(iq)
            .thenAccept(
                id -> {
                  if (id.isEmpty()) {
                    shared.openIqs().close(iq);
                    return;
                  }
                  shared
                      .openIqs()
                      .keepOpen(
                          iq,
                          expired -> expired(expired, id.getAsLong()),
                          () -> mailbox.removeIq(id.getAsLong()));
                });
  }

  private void expired(Stanza iq, long id) {
    mailbox.removeIq(id);
    log.warn(
        iq,
        "the iq got no answer within iq.timeout from the one who pulls, who is to POST a result or an error");
    var unused = shared.replies().send(log, iq, List.of(Answers.expired(iq)));
  }

  /** Completes with its id; without one where it is not kept, and that has been told. */
  private CompletableFuture<OptionalLong> keep(Stanza stanza) {
    Instant expires = shared.clock().instant().plus(config.expire());
    return mailbox.take(stanza, expires, config.maxQueue()).handle((id, e) -> kept(stanza, id));
  }

  private OptionalLong kept(Stanza stanza, @Nullable OptionalLong id) {
    if (id == null) {
      refusals.unwritable(log, stanza);
      return OptionalLong.empty();
    }
    if (id.isEmpty()) {
      refusals.full(log, stanza);
    }
    return id;
  }

  @Override
  public CompletableFuture<CallbackState> state() {
    return mailbox.oldest().thenApply(this::state);
  }

  private CallbackState state(Optional<Instant> oldest) {
    Instant now = shared.clock().instant();
    return new CallbackState(
        config.name(),
        "pull",
        mailbox.size(),
        oldest.map(came -> Duration.between(came, now)).orElse(null),
        mailbox.lastAcknowledged().orElse(null),
        null,
        List.of());
  }
}
