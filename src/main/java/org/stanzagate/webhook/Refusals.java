package org.stanzagate.webhook;

import org.jivesoftware.smack.packet.StanzaError.Condition;
import org.jivesoftware.smack.packet.StanzaError.Type;
import org.stanzagate.rooms.Rooms;
import org.stanzagate.stanza.Stanza;
import org.stanzagate.stanza.StanzaError;

/** Tells senders, where they may be told, that a stanza could not be taken. Safe in any thread. */
final class Refusals {
  private static final StanzaError FULL =
      new StanzaError(
          Type.WAIT, Condition.resource_constraint, "Too much is waiting to be delivered");
  private static final StanzaError UNWRITABLE =
      new StanzaError(
          Type.WAIT, Condition.resource_constraint, "What is to be delivered can't be stored now");

  private static final StanzaError EXPIRED =
      new StanzaError(
          Type.WAIT, Condition.recipient_unavailable, "Nobody came for this in all the time");

  private final Rooms rooms;

  Refusals(Rooms rooms) {
    this.rooms = rooms;
  }

  /** Whether {@link #refuse} does what it is to do; else there is no stream to tell it over. */
  boolean canRefuse(Stanza stanza) {
    return rooms.isConnected() || !rooms.mayBeRefused(stanza);
  }

  void refuse(Stanza stanza, StanzaError error) {
    if (rooms.mayBeRefused(stanza)) {
      // Where it can't go out, nobody is left to be told.
      var unused = rooms.send(stanza.errorReply(error));
    }
  }

  /** More is waiting than may. */
  void full(DeliveryLog log, Stanza stanza) {
    log.warn(
        stanza,
        "{} from {} to {} {}, for max_queue of them are waiting: take them sooner, or raise it",
        stanza.kind().element(),
        stanza.from(),
        stanza.to(),
        outcome(stanza));
    refuse(stanza, FULL);
  }

  /** The store can't be written, as it says itself in the log. */
  void unwritable(DeliveryLog log, Stanza stanza) {
    log.warn(
        stanza,
        "{} from {} to {} {}, for it could not be stored; see what the log says of the store",
        stanza.kind().element(),
        stanza.from(),
        stanza.to(),
        outcome(stanza));
    refuse(stanza, UNWRITABLE);
  }

  /** Does nothing for what was stored. */
  void unless(Taken taken, DeliveryLog log, Stanza stanza) {
    switch (taken) {
      case STORED -> {}
      case FULL -> full(log, stanza);
      case UNWRITABLE -> unwritable(log, stanza);
    }
  }

  /** Nobody came for it. */
  void expired(Stanza stanza) {
    refuse(stanza, EXPIRED);
  }

  private String outcome(Stanza stanza) {
    return rooms.mayBeRefused(stanza) ? "refused" : "dropped";
  }
}
