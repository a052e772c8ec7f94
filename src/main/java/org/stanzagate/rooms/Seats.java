package org.stanzagate.rooms;

import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jxmpp.jid.Jid;

/**
 * Who of ours is in which room. Bounded: where there are too many, the room that was longest
 * without a word is forgotten. Safe in any thread.
 */
final class Seats {
  /** One of our bare JIDs in a room; it may have several seats there, one for each full JID. */
  private record Membership(Jid room, Jid bare) {
    static Membership of(Jid room, Jid us) {
      return new Membership(room.asBareJid(), us.asBareJid());
    }
  }

  private final int limit;

  /** By full JID, the one used last at the end. */
  private final Map<Membership, Map<Jid, Seat>> memberships = new LinkedHashMap<>(16, 0.75f, true);

  private int size;

  Seats(int limit) {
    this.limit = limit;
  }

  /** Notes what has become of a seat. */
  synchronized void update(Jid room, Jid us, UnaryOperator<Seat> change) {
    Membership membership = Membership.of(room, us);
    Map<Jid, Seat> seats = memberships.getOrDefault(membership, Map.of());
    Seat before = seats.getOrDefault(us, Seat.NONE);
    Seat after = change.apply(before);
    if (!after.isNone()) {
      memberships.computeIfAbsent(membership, key -> new HashMap<>()).put(us, after);
      size += before.isNone() ? 1 : 0;
    } else if (!before.isNone()) {
      seats.remove(us);
      size--;
      if (seats.isEmpty()) {
        memberships.remove(membership);
      }
    }
    crowdOut();
  }

  private void crowdOut() {
    Iterator<Map<Jid, Seat>> eldest = memberships.values().iterator();
    while (size > limit) {
      size -= eldest.next().size();
      eldest.remove();
    }
  }

  /** Whether one of our JIDs, with whatever resource, is in a room or about to be. */
  synchronized boolean isIn(Jid room, Jid us) {
    return memberships.get(Membership.of(room, us)) != null;
  }

  /** Whether an occupant JID is that of one of our JIDs, with whatever resource. */
  synchronized boolean isOccupant(Jid occupant, Jid us) {
    Map<Jid, Seat> seats = memberships.get(Membership.of(occupant, us));
    return seats != null
        && seats.values().stream().anyMatch(seat -> occupant.equals(seat.occupant()));
  }

  /** How many are known. */
  synchronized int size() {
    return size;
  }
}
