package org.stanzagate.outbox;

import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.stanzagate.outbox.StoredQueue.Kind;
import org.stanzagate.xml.Backlog;

/**
 * The mailboxes of all tokens that pull. One whose token pulls no more is kept, closed, until all
 * in it has expired: the token may be named again. Safe in any thread.
 */
public final class Mailboxes implements AutoCloseable {
  private final Store store;
  private final Backlog backlog;
  private final Unread unread;
  private final ScheduledExecutorService timer;
  private final Clock clock;
  private final Sequence sequence = new Sequence();
  private final Map<String, Open> open = new HashMap<>();
  private Set<String> tokens = Set.of();

  private record Open(Mailbox mailbox, Expiry expiry) {}

  /** What becomes of a stanza that has expired before anybody read it. */
  @FunctionalInterface
  public interface Unread {
    /** Called in the store's thread, once the stanza is gone from the store. */
    void expired(String token, StoredStanza stanza);
  }

  /**
   * @param backlog the memory for what is not committed yet
   * @param timer must drop cancelled tasks at once
   */
  public Mailboxes(
      Store store, Backlog backlog, Unread unread, ScheduledExecutorService timer, Clock clock) {
    this.store = store;
    this.backlog = backlog;
    this.unread = unread;
    this.timer = timer;
    this.clock = clock;
  }

  /**
   * Opens those of these tokens from now on, and no others. Completes once they can be used;
   * exceptionally, with the same ones open as before, where the store can't be read or written.
   */
  public CompletableFuture<Void> open(Set<String> tokens) {
    Set<String> wanted = Set.copyOf(tokens);
    return sequence.next(
        () ->
            store
                .queues()
                .thenCompose(queues -> find(wanted, queues))
                .thenAccept(found -> use(wanted)));
  }

  private CompletableFuture<Void> find(Set<String> wanted, List<StoredQueue> queues) {
    Map<String, StoredQueue> stored =
        queues.stream()
            .filter(queue -> queue.kind() == Kind.PULLED)
            .collect(Collectors.toMap(StoredQueue::name, queue -> queue, (first, second) -> first));
    Stream<CompletableFuture<?>> known =
        stored.values().stream()
            .filter(queue -> !isKnown(queue))
            .map(queue -> add(queue, wanted.contains(queue.name())));
    Stream<CompletableFuture<?>> created =
        wanted.stream()
            .filter(token -> !stored.containsKey(token))
            .map(token -> store.create(Kind.PULLED, token, token))
            .map(creation -> creation.thenCompose(queue -> add(queue, true)));
    return CompletableFuture.allOf(
        Stream.concat(known, created).toArray(CompletableFuture<?>[]::new));
  }

  private synchronized boolean isKnown(StoredQueue queue) {
    return open.containsKey(queue.name());
  }

  private CompletableFuture<Void> add(StoredQueue queue, boolean isWanted) {
    return Mailbox.open(queue, store, backlog, timer, clock)
        .thenCompose(
            mailbox -> {
              if (!isWanted && mailbox.size() == 0) {
                return store.drop(queue.id());
              }
              add(mailbox);
              return CompletableFuture.completedFuture(null);
            });
  }

  private synchronized void add(Mailbox mailbox) {
    String token = mailbox.queue().name();
    Expiry expiry = new Expiry(mailbox, stanza -> unread.expired(token, stanza), timer);
    open.put(token, new Open(mailbox, expiry));
    expiry.start();
  }

  private void use(Set<String> wanted) {
    List<Mailbox> closed;
    synchronized (this) {
      tokens = wanted;
      closed =
          open.values().stream()
              .map(Open::mailbox)
              .filter(mailbox -> !wanted.contains(mailbox.queue().name()))
              .toList();
    }
    closed.forEach(Mailbox::endReading);
  }

  /** The mailbox of a token; empty where nothing is kept for it. */
  public synchronized Optional<Mailbox> of(String token) {
    return Optional.ofNullable(tokens.contains(token) ? open.get(token) : null).map(Open::mailbox);
  }

  /** Lets nothing expire from now on; to come before the store is closed. */
  @Override
  public synchronized void close() {
    open.values().forEach(one -> one.expiry().close());
  }
}
