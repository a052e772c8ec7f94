package org.stanzagate.outbox;

import java.io.IOException;
import java.time.Clock;
import org.stanzagate.config.StoreConfig;

/** The store, and what is in it. */
public record Outbox(Store store) implements AutoCloseable {
  /**
   * Opens the store, and makes it where it is missing. Waits for the disk.
   *
   * @throws IOException if it can't be used; the text says why, and what to do
   */
  public static Outbox open(StoreConfig config, Clock clock) throws IOException {
    return new Outbox(Store.open(config, clock));
  }

  /** Does what the store has been asked for, and ends. */
  @Override
  public void close() {
    store.close();
  }
}
