package org.stanzagate.rooms;

import java.time.Clock;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.jxmpp.jid.Jid;
import org.stanzagate.component.Backoff;
import org.stanzagate.component.Component;
import org.stanzagate.component.StanzaListener;
import org.stanzagate.stanza.Namespaces;
import org.stanzagate.stanza.Stanza;

/**
 * The rooms that the gateway itself is to be in, for whichever part of it asks: each keeps itself
 * there. Stands before the {@link StanzaListener} of the rest and takes away nothing but the pings
 * that an occupant sends itself through its room. Safe in any thread.
 */
public final class Occupants {
  private record Place(Jid room, Jid us) {}

  private final Component component;
  private final OccupantTimings timings;
  private final ScheduledExecutorService timer;
  private final Clock clock;
  private final RandomGenerator random;
  private final Supplier<String> ids;
  private final Map<Place, Occupant> occupants = new ConcurrentHashMap<>();

  /**
   * @param component sends all that goes out: {@link Rooms}, so that the joins are known there too
   * @param timer must drop cancelled tasks at once
   * @param random spreads new tries; no secret hangs on it
   * @param ids makes ids that nobody can guess
   */
  public Occupants(
      Component component,
      OccupantTimings timings,
      ScheduledExecutorService timer,
      Clock clock,
      RandomGenerator random,
      Supplier<String> ids) {
    this.component = component;
    this.timings = timings;
    this.timer = timer;
    this.clock = clock;
    this.random = random;
    this.ids = ids;
  }

  /**
   * Joins a room, now or when that can be done, and stays in it until the occupant is told to
   * leave.
   *
   * @param room its bare JID
   * @param us our full JID, which joins no room twice
   * @param nick that can be part of a JID; gets a number behind it where it is taken
   * @throws IllegalStateException if that JID was in that room already
   */
  public Occupant enter(Jid room, Jid us, String nick, RoomListener listener) {
    Occupant occupant =
        new Occupant(
            component,
            new RoomStanzas(room, us, nick, ids),
            listener,
            timings,
            timer,
            clock,
            new Backoff(timings.firstRetry(), timings.longestRetry(), random));
    Occupant before = occupants.put(new Place(room, us), occupant);
    if (before != null && !before.isGone()) {
      throw new IllegalStateException(us + " was in " + room + " already");
    }
    occupant.join();
    return occupant;
  }

  /** Tells the occupants what concerns them before it is handed on. */
  public StanzaListener listener(StanzaListener next) {
    return new StanzaListener() {
      @Override
      public void received(Stanza stanza) {
        Occupant occupant = find(stanza);
        if (occupant == null) {
          next.received(stanza);
          return;
        }
        switch (stanza.kind()) {
          case PRESENCE -> occupant.presence(stanza);
          case MESSAGE -> occupant.message(stanza);
          case IQ -> {
            if (isSelfPing(stanza, occupant)) {
              var unused = component.send(stanza.reply("result"));
              return;
            }
          }
        }
        next.received(stanza);
      }

      @Override
      public void connected() {
        occupants.values().forEach(Occupant::connected);
        next.connected();
      }
    };
  }

  private @Nullable Occupant find(Stanza stanza) {
    return occupants.isEmpty()
        ? null
        : occupants.get(new Place(stanza.from().asBareJid(), stanza.to()));
  }

  /** Rooms without XEP-0410's optimization hand it back to the one who sent it. */
  private static boolean isSelfPing(Stanza iq, Occupant occupant) {
    return iq.type().equals("get")
        && occupant.jid().filter(iq.from()::equals).isPresent()
        && iq.element().element(Namespaces.PING, "ping").isPresent();
  }
}
