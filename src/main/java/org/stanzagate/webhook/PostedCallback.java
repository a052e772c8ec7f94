package org.stanzagate.webhook;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.jivesoftware.smack.packet.StanzaError.Condition;
import org.jivesoftware.smack.packet.StanzaError.Type;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;
import org.stanzagate.client.WebhookAnswer;
import org.stanzagate.config.CallbackConfig;
import org.stanzagate.config.WebhookConfig;
import org.stanzagate.outbox.CallbackState;
import org.stanzagate.outbox.ConversationState;
import org.stanzagate.outbox.Store;
import org.stanzagate.outbox.StoredQueue;
import org.stanzagate.outbox.TestResult;
import org.stanzagate.stanza.Stanza;
import org.stanzagate.stanza.StanzaError;

/**
 * A callback with a webhook: the way of each stanza there, at once or by way of the store, and of
 * the answer back. All that takes time happens in the executor.
 */
final class PostedCallback implements Callback {
  private static final StanzaError STOPPING =
      new StanzaError(Type.WAIT, Condition.recipient_unavailable, "The gateway is stopping");
  private static final StanzaError FAULT =
      new StanzaError(Type.WAIT, Condition.internal_server_error, "A fault of the gateway");

  private final Shared shared;
  private final Refusals refusals;
  private final Turns turns;
  private final Conversations direct;
  private final History history;
  private volatile Target target;

  /** What the store holds for it; null as long as it never was durable. */
  private volatile @Nullable Stored stored;

  /** The callback's own part of the store. */
  private record Stored(StoredQueue queue, DurableConversations conversations) {}

  PostedCallback(CallbackConfig config, Shared shared) {
    this.shared = shared;
    this.target = new Target(config, shared, null);
    this.turns = new Turns(target.webhook().maxConnections(), shared.executor());
    this.direct =
        new Conversations(
            config.maxQueue(), turns, shared.backlog(), shared.clock(), this::deliver);
    this.history = new History(shared.clock());
    this.refusals = new Refusals(shared.rooms());
  }

  /**
   * Goes on by another configuration. What waits stays in its place, and is posted by that; what is
   * under way ends as it began.
   */
  void changeTo(CallbackConfig config) {
    // At the start it is the same object, and a record's own equals would be linked for nothing.
    if (!Objects.equals(config, target.config())) {
      target = new Target(config, shared, target);
      turns.resize(target.webhook().maxConnections());
      direct.resize(config.maxQueue());
      Stored current = stored;
      if (current != null) {
        current.conversations().resize(config.maxQueue());
      }
    }
  }

  /**
   * Delivers what that queue holds, once it is started, and by way of it from now on what is
   * durable. Completes when it is known what that is; to be asked before anything is taken.
   */
  CompletableFuture<Void> use(Store store, StoredQueue queue) {
    DurableConversations conversations =
        new DurableConversations(
            store,
            queue.id(),
            target.config().maxQueue(),
            turns,
            shared,
            new RetrySchedule(new Random()),
            new DurableDelivery(shared, history, refusals, store.identity(), () -> target));
    stored = new Stored(queue, conversations);
    return conversations.restore();
  }

  /** What the store holds for it. */
  Optional<StoredQueue> queue() {
    return Optional.ofNullable(stored).map(Stored::queue);
  }

  private Optional<DurableConversations> durable() {
    return Optional.ofNullable(stored).map(Stored::conversations);
  }

  @Override
  public CallbackConfig config() {
    return target.config();
  }

  WebhookConfig webhook() {
    return target.webhook();
  }

  @Override
  public void start() {
    target.start();
    durable().ifPresent(DurableConversations::resume);
  }

  @Override
  public void take(Stanza stanza) {
    boolean isOwn = shared.rooms().isOwn(stanza);
    Stored current = stored;
    if (current != null && isStored(stanza, current.conversations())) {
      var unused =
          current
              .conversations()
              .add(stanza, isOwn, target.config().expire())
              .thenAccept(taken -> refusals.unless(taken, log(), stanza));
    } else if (!direct.add(new Incoming(stanza, isOwn))) {
      refusals.full(log(), stanza);
    }
  }

  /** What was durable until now keeps its order: the rest of its conversation goes after it. */
  private boolean isStored(Stanza stanza, DurableConversations conversations) {
    return DurableDelivery.isFor(stanza)
        && (target.webhook().isDurable() || conversations.holds(stanza));
  }

  private DeliveryLog log() {
    return target.log();
  }

  /** Completes when the answer is out, so that the answers of a conversation keep its order. */
  private CompletableFuture<?> deliver(Incoming incoming) {
    Stanza stanza = incoming.stanza();
    if (stanza.isRequest()) {
      shared.openIqs().opened(stanza);
    }
    return post(stanza)
        .thenComposeAsync(answer -> answered(incoming, answer), shared.executor())
        .handle((done, e) -> e == null ? done : failed(stanza, e));
  }

  private CompletableFuture<WebhookAnswer> post(Stanza stanza) {
    try {
      return target.post(stanza);
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private CompletionStage<?> answered(Incoming incoming, WebhookAnswer answer) {
    Stanza stanza = incoming.stanza();
    history.heard(answer);
    Response response = shared.answers().to(incoming, answer);
    DeliveryLog log = log();
    log.delivered(stanza, response);
    if (response.isLater()) {
      shared.openIqs().keepOpen(stanza, this::expired, () -> {});
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
    log().fault(stanza, e);
    if (!stanza.isRequest() || shared.openIqs().close(stanza)) {
      refusals.refuse(stanza, FAULT);
    }
    return null;
  }

  /**
   * Gives another try now to all that wait for one.
   *
   * @return how many conversations that were
   */
  int flush() {
    return durable().map(DurableConversations::flush).orElse(0);
  }

  /** Posts a ping. */
  CompletableFuture<TestResult> test() {
    Instant begin = shared.clock().instant();
    return target
        .ping()
        .thenApply(
            answer -> {
              Duration time = Duration.between(begin, shared.clock().instant());
              return answer instanceof WebhookAnswer.Answered answered
                  ? new TestResult(answered.status(), null, time)
                  : new TestResult(null, answer.failure(), time);
            });
  }

  @Override
  public CompletableFuture<CallbackState> state() {
    CompletableFuture<Optional<Instant>> oldestStored =
        durable()
            .map(DurableConversations::oldest)
            .orElse(CompletableFuture.completedFuture(Optional.empty()));
    return oldestStored.thenApply(this::state);
  }

  private CallbackState state(Optional<Instant> oldestStored) {
    Instant now = shared.clock().instant();
    Optional<Duration> age =
        Stream.concat(oldestStored.stream(), direct.oldest().stream())
            .min(Instant::compareTo)
            .map(oldest -> Duration.between(oldest, now));
    return new CallbackState(
        target.config().name(),
        target.webhook().isDurable() ? "durable" : "direct",
        direct.size() + durable().map(DurableConversations::size).orElse(0L),
        age.orElse(null),
        history.lastSuccess().orElse(null),
        durable().flatMap(DurableConversations::nextTry).orElse(null),
        history.failures());
  }

  /** Of its conversations so many, those whose first stanza is oldest; in no order. */
  List<ConversationState> conversations(int atMost) {
    OldestLanes oldest = new OldestLanes(atMost);
    direct.show(oldest);
    durable().ifPresent(conversations -> conversations.show(oldest));
    return oldest.of(target.config().name(), shared.clock().instant());
  }

  /**
   * Completes when nothing is under way, and nothing waits but what the store keeps for another
   * try.
   */
  CompletableFuture<Void> whenIdle() {
    return CompletableFuture.allOf(
        direct.whenIdle(),
        durable()
            .map(DurableConversations::whenIdle)
            .orElse(CompletableFuture.completedFuture(null)));
  }

  /** Completes when nothing is left to be delivered. */
  CompletableFuture<Void> whenEmpty() {
    return CompletableFuture.allOf(
        direct.whenIdle(),
        durable()
            .map(DurableConversations::whenEmpty)
            .orElse(CompletableFuture.completedFuture(null)));
  }

  /** Begins nothing more of what the store holds, where it is as safe tomorrow. */
  void pause() {
    durable().ifPresent(DurableConversations::pause);
  }

  /** Refuses what waits for its turn, and is in no store: there is no time left for it. */
  void refuseWaiting() {
    List<Stanza> left = direct.removeWaiting();
    left.forEach(stanza -> refusals.refuse(stanza, STOPPING));
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
