package org.stanzagate.webhook;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import org.jivesoftware.smack.packet.StanzaError.Condition;
import org.jivesoftware.smack.packet.StanzaError.Type;
import org.stanzagate.component.Delivery;
import org.stanzagate.component.NotSent;
import org.stanzagate.rooms.Rooms;
import org.stanzagate.stanza.Stanza;
import org.stanzagate.stanza.StanzaError;

/**
 * Sends what answers a stanza, in order. The webhook believes its answer delivered, so that one
 * waits here while the XMPP server is away, for a while. Safe in any thread.
 */
final class ReplySender {
  /** Later than that hardly anybody remembers the question. */
  static final Duration PATIENCE = Duration.ofMinutes(5);

  private static final StanzaError TOO_LARGE =
      new StanzaError(
          Type.CANCEL,
          Condition.internal_server_error,
          "The answer is larger than what may be sent");

  private final Rooms rooms;
  private final ScheduledExecutorService timer;
  private final Clock clock;
  private volatile boolean isEnding;

  ReplySender(Rooms rooms, ScheduledExecutorService timer, Clock clock) {
    this.rooms = rooms;
    this.timer = timer;
    this.clock = clock;
  }

  /** From now on nothing waits for a connection: there will be none. */
  void end() {
    isEnding = true;
  }

  /**
   * Sends the replies, each after the one before it. Completes, never with a failure, when all are
   * written or given up, which the log says then.
   *
   * @param asked what they answer
   */
  CompletionStage<Delivery> send(DeliveryLog log, Stanza asked, List<Stanza> replies) {
    Instant deadline = clock.instant().plus(PATIENCE);
    CompletionStage<Delivery> sent = CompletableFuture.completedFuture(new Delivery.Written());
    for (Stanza reply : replies) {
      sent = sent.thenCompose(before -> send(log, asked, reply, deadline));
    }
    return sent;
  }

  private CompletionStage<Delivery> send(
      DeliveryLog log, Stanza asked, Stanza reply, Instant deadline) {
    return rooms
        .send(reply)
        .thenCompose(
            delivery ->
                delivery instanceof NotSent notSent
                    ? notSent(log, asked, reply, deadline, notSent)
                    : CompletableFuture.completedFuture(delivery));
  }

  private CompletionStage<Delivery> notSent(
      DeliveryLog log, Stanza asked, Stanza reply, Instant deadline, NotSent notSent) {
    if (notSent instanceof NotSent.Unavailable unavailable && !isEnding) {
      Instant next = clock.instant().plus(unavailable.retryAfter());
      if (next.isBefore(deadline)) {
        return Delay.of(unavailable.retryAfter(), timer)
            .thenCompose(now -> send(log, asked, reply, deadline));
      }
    }
    if (notSent instanceof NotSent.TooLarge large && !reply.type().equals("error")) {
      log.warn(
          asked,
          "the webhook's answer is not sent, for it has {} bytes as XML, and component.max_send is {}; raise that if the server takes as much",
          large.size(),
          large.limit());
      return rooms.mayBeRefused(asked)
          ? send(log, asked, asked.errorReply(TOO_LARGE), deadline)
          : CompletableFuture.completedFuture(notSent);
    }
    log.warn(asked, "the webhook's answer is lost, for it could not be sent: {}", notSent.text());
    return CompletableFuture.completedFuture(notSent);
  }
}
