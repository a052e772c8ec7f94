package org.stanzagate.component;

import static java.util.Objects.requireNonNull;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.jxmpp.jid.Jid;
import org.stanzagate.stanza.Stanza;

/**
 * The iqs that wait for their answers, each under who asked, who was asked, and the id, so that
 * nobody else can answer. Safe in any thread.
 *
 * <p>A request costs an entry and a timer, and both go the moment its future is done, whoever
 * completes or cancels it.
 */
final class PendingRequests {
  private record Key(Jid from, Jid to, String id) {
    static Key ofRequest(Stanza iq) {
      return new Key(iq.from(), iq.to(), requireNonNull(iq.id(), "an iq has an id"));
    }

    static Key ofAnswer(Jid from, Jid to, String id) {
      return new Key(to, from, id);
    }
  }

  private record Waiting(CompletableFuture<Reply> reply, Instant since) {}

  private final ScheduledExecutorService timer;
  private final Clock clock;
  private final ConcurrentMap<Key, Waiting> waiting = new ConcurrentHashMap<>();

  /**
   * @param timer must drop cancelled tasks at once, or thousands of answered requests stay in it
   *     until their time is over
   */
  PendingRequests(ScheduledExecutorService timer, Clock clock) {
    this.timer = timer;
    this.clock = clock;
  }

  /** Begins to wait; empty if one with the same from, to and id does already. */
  Optional<CompletableFuture<Reply>> register(Stanza iq, Duration timeout) {
    Key key = Key.ofRequest(iq);
    Waiting entry = new Waiting(new CompletableFuture<>(), clock.instant());
    if (waiting.putIfAbsent(key, entry) != null) {
      return Optional.empty();
    }
    Future<?> end =
        timer.schedule(
            () -> finish(key, entry, new Reply.NoAnswer(timeout)),
            timeout.toNanos(),
            TimeUnit.NANOSECONDS);
    var unused =
        entry.reply.whenComplete(
            (reply, failure) -> {
              end.cancel(false);
              waiting.remove(key, entry);
            });
    return Optional.of(entry.reply);
  }

  /** Hands an iq {@code result} or {@code error} to the request it answers; false if none waits. */
  boolean answer(Stanza response) {
    return answer(response.from(), response.to(), response.id(), new Reply.Answer(response));
  }

  /** The same for an answer of which only the addresses and the id are known. */
  boolean answer(Jid from, Jid to, @Nullable String id, Reply reply) {
    if (id == null) {
      return false;
    }
    Key key = Key.ofAnswer(from, to, id);
    Waiting entry = waiting.get(key);
    return entry != null && finish(key, entry, reply);
  }

  /** Ends the waiting of all: no stream will come again. */
  void endAll() {
    Instant now = clock.instant();
    waiting.forEach(
        (key, entry) -> finish(key, entry, new Reply.NoAnswer(Duration.between(entry.since, now))));
  }

  int size() {
    return waiting.size();
  }

  /** Takes the entry out first, so that whoever hears of the reply may ask again at once. */
  private boolean finish(Key key, Waiting entry, Reply reply) {
    return waiting.remove(key, entry) && entry.reply.complete(reply);
  }
}
