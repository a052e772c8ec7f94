package org.stanzagate.webhook;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jivesoftware.smack.packet.StanzaError.Condition;
import org.jivesoftware.smack.packet.StanzaError.Type;
import org.jspecify.annotations.Nullable;
import org.jxmpp.jid.Jid;
import org.slf4j.event.Level;
import org.stanzagate.codec.StanzaCodec;
import org.stanzagate.config.CallbackConfig;
import org.stanzagate.stanza.AddressForm;
import org.stanzagate.stanza.JidPattern;
import org.stanzagate.stanza.Stanza;
import org.stanzagate.stanza.StanzaError;

/**
 * One callback: which stanzas it takes, and the way of each to the webhook and of the answer back.
 * Safe in any thread; all that takes time happens in the executor.
 */
final class Callback {
  /** A webhook that takes longer over OPTIONS than this is not asked for its preference. */
  private static final Duration LONGEST_PROBE = Duration.ofSeconds(5);

  private static final StanzaError FULL =
      new StanzaError(
          Type.WAIT, Condition.resource_constraint, "Too much is waiting to be delivered");
  private static final StanzaError STOPPING =
      new StanzaError(Type.WAIT, Condition.recipient_unavailable, "The gateway is stopping");
  private static final StanzaError FAULT =
      new StanzaError(Type.WAIT, Condition.internal_server_error, "A fault of the gateway");

  private final CallbackConfig config;
  private final Shared shared;
  private final WebhookRequests requests;
  private final OptionsProbe probe;
  private final ReplySender replies;
  private final Conversations conversations;
  private final DeliveryLog log;

  Callback(CallbackConfig config, Shared shared) {
    this.config = config;
    this.shared = shared;
    this.log = new DeliveryLog(config.name());
    this.requests =
        new WebhookRequests(
            config, shared.codecs().mediaTypes(), shared.userAgent(), shared.clock());
    this.probe = new OptionsProbe(shared.posted(), configuredCodec(), this::askForOptions, log);
    this.replies = new ReplySender(shared.rooms(), shared.timer(), shared.clock(), log);
    this.conversations =
        new Conversations(
            config.maxQueue(),
            config.maxConnections(),
            shared.backlog(),
            shared.executor(),
            this::deliver);
  }

  private @Nullable StanzaCodec configuredCodec() {
    return shared.posted().forContentType(config.contentType()).orElse(null);
  }

  private CompletableFuture<WebhookAnswer> askForOptions() {
    Duration timeout =
        config.timeout().compareTo(LONGEST_PROBE) < 0 ? config.timeout() : LONGEST_PROBE;
    return shared
        .client()
        .send(requests.probe(shared.rooms().domain()), timeout, config.maxResponse());
  }

  /** Asks the webhook what it takes. */
  void start() {
    probe.start();
  }

  /** Whether all its filters match. */
  boolean takes(Stanza stanza) {
    CallbackConfig.Filters filters = config.filters();
    return filters.stanzas().contains(stanza.kind())
        && filters.events().contains(AddressForm.of(stanza.to()))
        && matches(filters.to(), stanza.to())
        && matches(filters.from(), stanza.from());
  }

  private static boolean matches(List<JidPattern> patterns, Jid jid) {
    if (patterns.isEmpty()) {
      return true;
    }
    for (JidPattern pattern : patterns) {
      if (pattern.matches(jid)) {
        return true;
      }
    }
    return false;
  }

  /** Takes a stanza, which is delivered in its turn, or refused where too much is waiting. */
  void take(Stanza stanza) {
    if (!conversations.add(new Incoming(stanza, shared.rooms().isOwn(stanza)))) {
      log.warn(
          stanza,
          "{} from {} to {} {}, for too much is waiting; the webhook is slower than what comes",
          stanza.kind().element(),
          stanza.from(),
          stanza.to(),
          shared.rooms().mayBeRefused(stanza) ? "refused" : "dropped");
      refuse(stanza, FULL);
    }
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
    return CompletableFuture.completedFuture(stanza)
        .thenCompose(posted -> probe.codec())
        .thenCompose(codec -> post(stanza, codec))
        .thenComposeAsync(answer -> answered(incoming, answer), shared.executor())
        .handle((done, e) -> e == null ? done : failed(stanza, e));
  }

  private CompletableFuture<WebhookAnswer> post(Stanza stanza, StanzaCodec codec) {
    WebhookRequest request = requests.delivery(stanza, codec);
    return shared.client().send(request, config.timeout(), config.maxResponse());
  }

  private CompletionStage<?> answered(Incoming incoming, WebhookAnswer answer) {
    Stanza stanza = incoming.stanza();
    Response response = shared.answers().to(incoming, answer);
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
    return replies.send(stanza, response.stanzas());
  }

  private void expired(Stanza iq) {
    log.warn(iq, "the iq that was to be answered later got no answer within iq.timeout");
    var unused = replies.send(iq, List.of(Answers.expired(iq)));
  }

  private @Nullable Object failed(Stanza stanza, Throwable e) {
    log.error(
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
      log.log(
          Level.WARN,
          null,
          "{} stanzas were not delivered, for the gateway is stopping: messages and iqs are refused",
          left.size());
    }
  }

  /** From now on nothing waits for the XMPP server. */
  void end() {
    replies.end();
  }
}
