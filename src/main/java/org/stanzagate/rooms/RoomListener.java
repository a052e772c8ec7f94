package org.stanzagate.rooms;

import org.stanzagate.stanza.Stanza;

/**
 * Told what becomes of one of ours in a room. Called in the thread that reads the stream, or in
 * that of a timer, with a lock held: it must neither wait nor call back, but hand work on to an
 * executor of its own.
 */
public interface RoomListener {
  /** We are in, and the room has said what it had to tell of its past. */
  void entered();

  /** We aren't in any more, or no longer know that we are; {@link #entered} comes again later. */
  void left();

  /**
   * The room said something, its past included, or returned to us what we said as an error.
   *
   * @param isOwn whether it comes from our own occupant JID
   */
  void message(Stanza message, boolean isOwn);
}
