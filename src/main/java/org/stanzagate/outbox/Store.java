package org.stanzagate.outbox;

import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.stanzagate.config.StoreConfig;
import org.stanzagate.sql.Dialect;
import org.stanzagate.stanza.Stanza;

/**
 * Stanzas on the disk, in queues, each queue in lanes that keep their order. What is asked of it is
 * done in the order of the calls; none of them waits. The futures complete in the store's own
 * thread, which must not be held up, and once what was asked is committed and synced; where that
 * couldn't be, with a {@link java.sql.SQLException}, and nothing of it was done. Safe in any
 * thread.
 */
public interface Store extends AutoCloseable {
  /**
   * Opens the store, and makes it where it is missing. Waits for the disk. One gateway alone may
   * have it open.
   *
   * @throws IOException if it can't be used; the text says why, and what to do
   */
  static Store open(StoreConfig config, Clock clock) throws IOException {
    return SqlStore.open(Dialect.of(config.url()), clock);
  }

  /** Tells this store from any other, for ever: letters and digits, at most 32. */
  String identity();

  /** All queues there are. */
  CompletableFuture<List<StoredQueue>> queues();

  /**
   * Makes a queue.
   *
   * @param name there may be others of that name
   * @param target tells whether a queue of that name is still for the same receiver; may be a
   *     secret, so that only its hash is kept
   */
  CompletableFuture<StoredQueue> create(StoredQueue.Kind kind, String name, String target);

  /** Gives a queue another name, and another target. */
  CompletableFuture<Void> rename(long queue, String name, String target);

  /** Takes a queue away, with all that is in it. */
  CompletableFuture<Void> drop(long queue);

  /**
   * Keeps a stanza as the last of its lane. Completes with its id: greater than all that were given
   * before, and never given again.
   *
   * @param lane of any characters; the empty string is a lane like any other
   * @param isOwn kept beside it, for the one who reads it back
   */
  CompletableFuture<Long> put(
      long queue, String lane, Stanza stanza, boolean isOwn, Instant received, Instant expires);

  /**
   * Takes a stanza away. Where that can't be done now it is done with the next that can, for nobody
   * is left who could ask again; only a process that is killed forgets it.
   */
  void remove(long id);

  /**
   * Takes away all of a lane up to an id.
   *
   * @return how many that were
   */
  CompletableFuture<Integer> removeUpTo(long queue, String lane, long id);

  /** Takes note of the greatest id that was handed to somebody, unless it is less than before. */
  CompletableFuture<Void> handedOut(long queue, long id);

  /** The lanes of a queue in which something is, in the order of the first that is in them. */
  CompletableFuture<List<StoredLane>> lanes(long queue);

  /**
   * The next of a lane, in order: at most so many, and no more than about 1 MiB of them, but one if
   * there is one.
   *
   * @param after an id; 0 reads from the first
   */
  CompletableFuture<List<StoredStanza>> read(long queue, String lane, long after, int atMost);

  /** When the one came that has been in a queue for longest; empty where nothing is. */
  CompletableFuture<Optional<Instant>> oldest(long queue);

  /** Whether something can be written now: tries it. */
  CompletableFuture<Boolean> isWritable();

  /** Does what it has been asked for, and ends. */
  @Override
  void close();
}
