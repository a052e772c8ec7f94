package org.stanzagate.outbox;

import java.io.IOException;
import java.time.Clock;
import java.util.concurrent.ScheduledExecutorService;
import org.stanzagate.config.StoreConfig;
import org.stanzagate.xml.Backlog;

/**
 * The store, and the mailboxes in it.
 *
 * @param mailboxes are closed before the store
 */
public record Outbox(Store store, Mailboxes mailboxes) implements AutoCloseable {
  /** Of the heap, for what is on its way into mailboxes. */
  private static final int PART_OF_HEAP = 16;

  /**
   * Opens the store, and makes it where it is missing. Waits for the disk.
   *
   * @param timer must drop cancelled tasks at once
   * @throws IOException if it can't be used; the text says why, and what to do
   */
  public static Outbox open(
      StoreConfig config, Mailboxes.Unread unread, ScheduledExecutorService timer, Clock clock)
      throws IOException {
    Store store = Store.open(config, clock);
    Backlog backlog = new Backlog(Runtime.getRuntime().maxMemory() / PART_OF_HEAP);
    return new Outbox(store, new Mailboxes(store, backlog, unread, timer, clock));
  }

  /** Does what the store has been asked for, and ends. */
  @Override
  public void close() {
    mailboxes.close();
    store.close();
  }
}
