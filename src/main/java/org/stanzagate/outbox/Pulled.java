package org.stanzagate.outbox;

import java.util.List;

/** What one who reads a {@link Mailbox} gets. */
public sealed interface Pulled {
  /**
   * The next, in order.
   *
   * @param all at least one
   */
  record Stanzas(List<StoredStanza> all) implements Pulled {
    public Stanzas {
      all = List.copyOf(all);
    }
  }

  /** The reading was closed before something came. */
  record Nothing() implements Pulled {}

  /** Another one has begun to read. */
  record Superseded() implements Pulled {}

  /**
   * The store can't be read or written now, so that nothing was handed out.
   *
   * @param cause what the store says of it
   */
  record Failed(Throwable cause) implements Pulled {}
}
