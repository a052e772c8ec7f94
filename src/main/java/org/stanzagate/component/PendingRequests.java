package org.stanzagate.component;

import static java.util.Objects.requireNonNull;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.jxmpp.jid.Jid;
import org.stanzagate.stanza.Kind;
import org.stanzagate.stanza.Stanza;

/**
 * The stanzas that wait for their answers, each under who asked, who was asked, and the id, so that
 * nobody else can answer. Safe in any thread.
 *
 * <p>A request costs an entry and a timer, and both go the moment its future is done, whoever
 * completes or cancels it.
 */
final class PendingRequests {
  private record Key(Kind kind, Jid from, Jid to, String id) {
    static Key ofRequest(Stanza stanza) {
      String id = requireNonNull(stanza.id(), "what is to be answered has an id");
      return new Key(stanza.kind(), stanza.from(), stanza.to(), id);
    }

    static Key ofAnswer(Stanza stanza, String id) {
      return new Key(stanza.kind(), stanza.to(), stanza.from(), id);
    }
  }

  /**
   * @param waits what is told of it
   * @param query what collects the results that belong to the answer, where it is to have any
   */
  private record Entry(
      CompletableFuture<Reply> reply, WaitingStanza waits, ArchiveQueries.@Nullable Query query) {

    boolean open() {
      return query == null || query.open();
    }

    /** Whoever has been told what became of it holds all that came. */
    void close() {
      if (query != null) {
        query.close();
      }
    }

    /** Tells whoever asked; false if that was told another end before. */
    boolean end(Reply end) {
      return reply.complete(query == null ? end : query.complete(end));
    }
  }

  private final ScheduledExecutorService timer;
  private final Clock clock;
  private final ArchiveQueries archives;
  private final ReplyListener listener;
  private final ConcurrentMap<Key, Entry> waiting = new ConcurrentHashMap<>();

  /**
   * @param timer must drop cancelled tasks at once, or thousands of answered requests stay in it
   *     until their time is over
   * @param archives collects what belongs to the answers of archive queries
   */
  PendingRequests(
      ScheduledExecutorService timer,
      Clock clock,
      ArchiveQueries archives,
      ReplyListener listener) {
    this.listener = listener;
    this.timer = timer;
    this.clock = clock;
    this.archives = archives;
  }

  /**
   * Begins to wait; empty if one of its kind with the same from, to and id does already, or an
   * archive query with the same {@code queryid}.
   */
  Optional<CompletableFuture<Reply>> register(Stanza stanza, Duration timeout) {
    Key key = Key.ofRequest(stanza);
    Entry entry =
        new Entry(
            new CompletableFuture<>(),
            WaitingStanza.of(stanza, clock.instant()),
            archives.of(stanza).orElse(null));
    if (waiting.putIfAbsent(key, entry) != null) {
      return Optional.empty();
    }
    if (!entry.open()) {
      waiting.remove(key, entry);
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
              entry.close();
              listener.ended(
                  key.kind(), end(reply), Duration.between(entry.waits.since(), clock.instant()));
            });
    return Optional.of(entry.reply);
  }

  /** Hands a stanza to the request that it answers, or helps to; false if none waits for it. */
  boolean take(Stanza stanza) {
    return isAnswer(stanza) ? answer(stanza, new Reply.Answer(stanza)) : archives.take(stanza);
  }

  /**
   * The same for a stanza that can't be read.
   *
   * @param head as far as it is known
   */
  boolean takeUnreadable(Stanza head, String reason) {
    return isAnswer(head)
        ? answer(head, new Reply.Unreadable(reason))
        : archives.takeUnreadable(head, reason);
  }

  private static boolean isAnswer(Stanza stanza) {
    return stanza.isResponse() || stanza.isError();
  }

  private boolean answer(Stanza stanza, Reply reply) {
    String id = stanza.id();
    if (id == null) {
      return false;
    }
    Entry entry = waiting.remove(Key.ofAnswer(stanza, id));
    return entry != null && entry.end(reply);
  }

  /** Ends the waiting of all: no stream will come again. */
  void endAll() {
    Instant now = clock.instant();
    waiting.forEach(
        (key, entry) ->
            finish(key, entry, new Reply.NoAnswer(Duration.between(entry.waits.since(), now))));
  }

  /** Those that have waited longest, the oldest first. */
  List<WaitingStanza> oldest(int atMost) {
    return waiting.values().stream()
        .map(Entry::waits)
        .sorted(Comparator.comparing(WaitingStanza::since))
        .limit(atMost)
        .toList();
  }

  private static ReplyListener.End end(@Nullable Reply reply) {
    if (reply == null) {
      return ReplyListener.End.ABANDONED;
    }
    if (reply instanceof Reply.NoAnswer) {
      return ReplyListener.End.TIMEOUT;
    }
    return reply instanceof NotSent ? ReplyListener.End.NOT_SENT : ReplyListener.End.ANSWERED;
  }

  int size(Kind kind) {
    return (int) waiting.keySet().stream().filter(key -> key.kind() == kind).count();
  }

  int size() {
    return waiting.size();
  }

  /** Takes the entry out first, so that whoever hears of the reply may ask again at once. */
  private boolean finish(Key key, Entry entry, Reply reply) {
    return waiting.remove(key, entry) && entry.end(reply);
  }
}
