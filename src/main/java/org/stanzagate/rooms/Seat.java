package org.stanzagate.rooms;

import org.jspecify.annotations.Nullable;
import org.jxmpp.jid.Jid;

/**
 * What is known of one of our JIDs in one room. Immutable; each method gives what is known next.
 *
 * @param occupant the JID that the others in the room see, room@service/nick; null until it is
 *     known
 * @param told whether the room itself has said so, in presence
 * @param asked the occupant JID of a join that the room has not answered yet
 */
record Seat(@Nullable Jid occupant, boolean told, @Nullable Jid asked) {
  /** Not in that room, and not about to be. */
  static final Seat NONE = new Seat(null, false, null);

  boolean isNone() {
    return occupant == null && asked == null;
  }

  /** A join went out. */
  Seat asked(Jid wanted) {
    return new Seat(occupant, told, wanted);
  }

  /** The room said who we are. That counts only where a join was asked for, or is known already. */
  Seat told(Jid ours) {
    return isNone() ? this : new Seat(ours, true, null);
  }

  /**
   * A message of ours came back from that occupant. The room's own word is worth more: whoever
   * guesses our next id can say it first.
   */
  Seat reflected(Jid ours) {
    return told ? this : new Seat(ours, false, asked);
  }

  /**
   * The room, or the way to it, refused a presence. That of a join before the latest means nothing,
   * and who is in already stays in.
   */
  Seat refused(Jid wanted) {
    boolean answersJoin = !wanted.hasResource() || wanted.equals(asked);
    return answersJoin ? new Seat(occupant, told, null) : this;
  }

  /** We are out; a join that was asked for since may still succeed. */
  Seat gone() {
    return new Seat(null, false, asked);
  }
}
