package org.stanzagate.component;

import java.time.Instant;
import org.stanzagate.stanza.Stanza;

/**
 * Sees each stanza that passes, but for the component's own keepalive; it changes none. Called in
 * the threads that read and write the stream: it must not block, nor do work that takes long.
 */
public interface TrafficListener {
  /** Whether it wants to see anything just now. Asked for each stanza, so it must cost nothing. */
  boolean isLooking();

  /**
   * One came. Told before anybody acts on it, unless somebody has waited for it.
   *
   * @param isAnswer whether a {@link Component#request} has waited for it
   */
  void received(Stanza stanza, boolean isAnswer);

  /**
   * One was written to the server's socket.
   *
   * @param begun when that was begun, for its answer may have come before this is told
   */
  void sent(Stanza stanza, Instant begun);
}
