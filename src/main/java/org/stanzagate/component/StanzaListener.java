package org.stanzagate.component;

import org.stanzagate.stanza.Stanza;

/**
 * Told of every stanza that comes from the XMPP server, in the order received, except for answers
 * that a {@link Component#request} waits for.
 *
 * <p>Called in the thread that reads the stream: it must not block, nor do work that takes long.
 */
@FunctionalInterface
public interface StanzaListener {
  void received(Stanza stanza);

  /**
   * A stream is up, the first or another one, and nothing of it has been received yet. What the
   * other side holds us for may have changed since the last: a server that was restarted has
   * forgotten who was in its rooms.
   */
  default void connected() {}
}
