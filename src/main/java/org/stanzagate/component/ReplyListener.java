package org.stanzagate.component;

import java.time.Duration;
import org.stanzagate.stanza.Kind;

/**
 * Hears what becomes of each stanza that waits for its answer. Called in the component's threads,
 * which must not be held up.
 */
@FunctionalInterface
public interface ReplyListener {
  /** How waiting can end. */
  enum End {
    /** The other side answered, with whatever. */
    ANSWERED,
    /** Nobody answered in time; for a message or presence, it did not bounce. */
    TIMEOUT,
    /** It was never written. */
    NOT_SENT,
    /** The one who asked has gone. */
    ABANDONED
  }

  /** One has ended, after that time. */
  void ended(Kind kind, End end, Duration took);
}
