package org.stanzagate.rooms;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jxmpp.jid.Jid;
import org.stanzagate.component.Component;
import org.stanzagate.component.Delivery;
import org.stanzagate.component.NotSent;
import org.stanzagate.component.Reply;
import org.stanzagate.component.StanzaListener;
import org.stanzagate.stanza.Kind;
import org.stanzagate.stanza.Namespaces;
import org.stanzagate.stanza.Stanza;

/**
 * Knows the rooms (XEP-0045) that our JIDs have joined, and under which nicknames, from what passes
 * by: it stands before the {@link Component} on the way out, and before the {@link StanzaListener}
 * on the way in. It changes and holds up nothing. Safe in any thread.
 *
 * <p>A join is known from the presence that asks for it, and confirmed by the room's presence with
 * status 110, which also tells the nickname where the room chose another (210) or it was changed
 * (303). It ends when the room says that we are out: left, kicked, banned, or the room is gone. A
 * leave that the room doesn't confirm leaves the seat taken here, which does no harm; the opposite
 * would.
 *
 * <p>After a restart a room may still hold us as an occupant, with nothing known of it here. Then
 * our own word tells: the message that comes back to the JID that sent it, with its id, names our
 * occupant JID, and counts as a join. A room that gives messages new ids can't be found out so
 * (Prosody and ejabberd keep them), nor one that we have said nothing in since the restart.
 *
 * <p>A stranger makes nothing grow here: what it says counts only for rooms that we ourselves have
 * joined or spoken in. Those are bounded too, the one without a word for longest being forgotten
 * first.
 */
public final class Rooms implements Component {
  private static final int MOST_SEATS = 100_000;
  private static final int MOST_MESSAGES = 10_000;

  private final Component component;
  private final Seats seats = new Seats(MOST_SEATS);
  private final SentMessages sent = new SentMessages(MOST_MESSAGES);

  /**
   * @param component sends all that goes out through here
   */
  public Rooms(Component component) {
    this.component = Objects.requireNonNull(component);
  }

  /** Notes what a stanza says of rooms before it is handed on. */
  public StanzaListener listener(StanzaListener next) {
    return new StanzaListener() {
      @Override
      public void received(Stanza stanza) {
        comes(stanza);
        next.received(stanza);
      }

      @Override
      public void connected() {
        next.connected();
      }
    };
  }

  private void comes(Stanza stanza) {
    switch (stanza.kind()) {
      case PRESENCE -> presenceCame(stanza);
      case MESSAGE -> messageCame(stanza);
      case IQ -> {}
    }
  }

  /**
   * Whether an error may be sent in answer: {@link Stanza#mayBeRefused}, and for a message not to a
   * room either that its addressee, with whatever resource, has joined or is about to. Rooms remove
   * occupants who return errors.
   */
  public boolean mayBeRefused(Stanza stanza) {
    return stanza.mayBeRefused()
        && !(stanza.kind() == Kind.MESSAGE && seats.isIn(stanza.from(), stanza.to()));
  }

  /**
   * Whether this is a message in a room that its addressee has said itself. What the addressee has
   * said with another resource counts too, for that is still one bot; what another of our bare JIDs
   * has said doesn't, so that two bots can talk. To be asked when the stanza arrives: later the
   * nickname may be another.
   */
  public boolean isOwn(Stanza stanza) {
    return isSaidInRoom(stanza)
        && (seats.isOccupant(stanza.from(), stanza.to()) || sender(stanza).isPresent());
  }

  @Override
  public Jid domain() {
    return component.domain();
  }

  @Override
  public boolean isConnected() {
    return component.isConnected();
  }

  @Override
  public CompletableFuture<Delivery> send(Stanza stanza) {
    goes(stanza);
    CompletableFuture<Delivery> delivery = component.send(stanza);
    if (isJoin(stanza)) {
      var unused =
          delivery.thenAccept(
              outcome -> {
                if (outcome instanceof NotSent) {
                  notJoined(stanza);
                }
              });
    }
    return delivery;
  }

  @Override
  public CompletableFuture<Reply> request(Stanza stanza, Duration timeout) {
    goes(stanza);
    CompletableFuture<Reply> reply = component.request(stanza, timeout);
    if (stanza.kind() != Kind.IQ) { // which nothing follows from, as from what answers it
      var unused = reply.thenAccept(outcome -> answered(stanza, outcome));
    }
    return reply;
  }

  /** What is waited for doesn't come by the listener. */
  private void answered(Stanza stanza, Reply outcome) {
    if (outcome instanceof Reply.Answer answer) {
      comes(answer.stanza());
    } else if (outcome instanceof NotSent.TooLarge
        || outcome instanceof NotSent.Unavailable
        || outcome instanceof Reply.Unreadable) {
      notJoined(stanza);
    }
  }

  /** Noted first: the room's answer can be here before we are told that the stanza is written. */
  private void goes(Stanza stanza) {
    switch (stanza.kind()) {
      case PRESENCE -> {
        if (isJoin(stanza)) {
          seats.update(stanza.to(), stanza.from(), seat -> seat.asked(stanza.to()));
        }
      }
      case MESSAGE -> messageGoes(stanza);
      case IQ -> {}
    }
  }

  /** It wasn't sent, or came back as an error that says no more: nothing else answers presence. */
  private void notJoined(Stanza stanza) {
    if (isJoin(stanza)) {
      seats.update(stanza.to(), stanza.from(), seat -> seat.refused(stanza.to()));
    }
  }

  /** A changed nickname needs no note: the room will tell of it. */
  private static boolean isJoin(Stanza presence) {
    return presence.kind() == Kind.PRESENCE
        && presence.type().equals("available")
        && presence.to().hasResource()
        && presence.element().element(Namespaces.MUC, "x").isPresent();
  }

  private void messageGoes(Stanza message) {
    String id = message.id();
    if (id != null && message.type().equals("groupchat")) {
      sent.add(message.to(), message.from(), id);
    }
  }

  private void presenceCame(Stanza presence) {
    Jid occupant = presence.from();
    Jid us = presence.to();
    if (!seats.isIn(occupant, us)) {
      return;
    }
    switch (presence.type()) {
      case "available" -> {
        if (occupant.hasResource() && RoomStatus.SELF.isIn(presence)) {
          seats.update(occupant, us, seat -> seat.told(occupant));
        }
      }
      case "unavailable" -> {
        if (RoomStatus.SELF.isIn(presence) && !RoomStatus.RENAMED.isIn(presence)) {
          seats.update(occupant, us, Seat::gone);
        }
      }
      case "error" -> seats.update(occupant, us, seat -> seat.refused(occupant));
      default -> {}
    }
  }

  private void messageCame(Stanza message) {
    if (isSaidInRoom(message) && sender(message).filter(message.to()::equals).isPresent()) {
      seats.update(message.from(), message.to(), seat -> seat.reflected(message.from()));
    }
  }

  /** What has no nickname was said by the room itself. */
  private static boolean isSaidInRoom(Stanza stanza) {
    return stanza.kind() == Kind.MESSAGE
        && stanza.type().equals("groupchat")
        && stanza.from().hasResource();
  }

  private Optional<Jid> sender(Stanza message) {
    String id = message.id();
    return id == null ? Optional.empty() : sent.sender(message.from(), message.to(), id);
  }
}
