package org.stanzagate.outbox;

import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.stanzagate.stanza.Stanza;

/** A store whose disk is memory, which can be broken and can be slow. */
public final class MemoryStore implements Store {
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread one = new Thread(task, "store");
            one.setDaemon(true);
            return one;
          });

  private final Map<Long, StoredQueue> queues = new TreeMap<>();
  private final Map<Long, Entry> entries = new TreeMap<>();
  private long nextQueue = 1;
  private long nextId = 1;
  public volatile boolean broken;

  private record Entry(long queue, String lane, StoredStanza stored) {}

  private interface Work<T> {
    T run() throws SQLException;
  }

  private <T> CompletableFuture<T> submit(Work<T> work) {
    CompletableFuture<T> future = new CompletableFuture<>();
    thread.execute(
        () -> {
          try {
            if (broken) {
              throw new SQLException("the disk is full");
            }
            future.complete(work.run());
          } catch (SQLException e) {
            future.completeExceptionally(e);
          }
        });
    return future;
  }

  /** Does nothing until that is run. */
  public Runnable pause() {
    CompletableFuture<Void> go = new CompletableFuture<>();
    thread.execute(go::join);
    return () -> go.complete(null);
  }

  @Override
  public String identity() {
    return "memory";
  }

  @Override
  public CompletableFuture<List<StoredQueue>> queues() {
    return submit(() -> List.copyOf(queues.values()));
  }

  @Override
  public CompletableFuture<StoredQueue> create(StoredQueue.Kind kind, String name, String target) {
    return submit(
        () -> {
          StoredQueue queue = new StoredQueue(nextQueue++, kind, name, target, 0);
          queues.put(queue.id(), queue);
          return queue;
        });
  }

  @Override
  public CompletableFuture<Void> rename(long queue, String name, String target) {
    throw new UnsupportedOperationException();
  }

  @Override
  public CompletableFuture<Void> drop(long queue) {
    return submit(
        () -> {
          queues.remove(queue);
          entries.values().removeIf(entry -> entry.queue() == queue);
          return null;
        });
  }

  @Override
  public CompletableFuture<Long> put(
      long queue, String lane, Stanza stanza, boolean isOwn, Instant received, Instant expires) {
    return submit(
        () -> {
          long id = nextId++;
          entries.put(
              id, new Entry(queue, lane, new StoredStanza(id, stanza, isOwn, received, expires)));
          return id;
        });
  }

  @Override
  public void remove(long id) {
    thread.execute(() -> entries.remove(id));
  }

  @Override
  public CompletableFuture<Integer> removeUpTo(long queue, String lane, long id) {
    return submit(
        () -> {
          int before = entries.size();
          entries
              .values()
              .removeIf(
                  entry ->
                      entry.queue() == queue
                          && entry.lane().equals(lane)
                          && entry.stored().id() <= id);
          return before - entries.size();
        });
  }

  @Override
  public CompletableFuture<Void> handedOut(long queue, long id) {
    return submit(
        () -> {
          StoredQueue before = queues.get(queue);
          queues.put(
              queue,
              new StoredQueue(
                  queue,
                  before.kind(),
                  before.name(),
                  before.targetHash(),
                  Math.max(id, before.lastHandedOut())));
          return null;
        });
  }

  @Override
  public CompletableFuture<List<StoredLane>> lanes(long queue) {
    return submit(
        () -> {
          List<Entry> all =
              entries.values().stream().filter(entry -> entry.queue() == queue).toList();
          return all.isEmpty()
              ? List.of()
              : List.of(new StoredLane("", all.size(), all.get(0).stored().received()));
        });
  }

  @Override
  public CompletableFuture<List<StoredStanza>> read(
      long queue, String lane, long after, int atMost) {
    return submit(
        () ->
            entries.values().stream()
                .filter(entry -> entry.queue() == queue && entry.lane().equals(lane))
                .map(Entry::stored)
                .filter(stored -> stored.id() > after)
                .limit(atMost)
                .toList());
  }

  @Override
  public CompletableFuture<Optional<Instant>> oldest(long queue) {
    return lanes(queue).thenApply(lanes -> lanes.stream().map(StoredLane::oldest).findFirst());
  }

  @Override
  public CompletableFuture<Boolean> isWritable() {
    return CompletableFuture.completedFuture(!broken);
  }

  @Override
  public void close() {
    thread.shutdown();
    try {
      thread.awaitTermination(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
