package org.stanzagate.checkin;

import static org.stanzagate.log.LogField.STANZA;

import java.time.Duration;
import java.util.Optional;
import org.jivesoftware.smack.packet.StanzaError.Type;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.stanzagate.component.Component;
import org.stanzagate.component.Delivery;
import org.stanzagate.component.NotSent;
import org.stanzagate.config.AnnounceConfig;
import org.stanzagate.rooms.Occupant;
import org.stanzagate.rooms.Occupants;
import org.stanzagate.stanza.Stanza;
import org.stanzagate.stanza.StanzaError;

/**
 * A room, which counts as told once it has sent the message back to us, as it does to all (XEP-0045
 * section 7.4). One message is under way at a time. What was under way when the stream broke, or
 * when the gateway was killed, is looked for in what the room tells of its past before it is said
 * again.
 */
final class RoomAudience implements Audience {
  private static final Logger LOG = LoggerFactory.getLogger(RoomAudience.class);

  /** How often one message may be returned as if we weren't in the room, though we are. */
  private static final int MOST_REFUSALS = 3;

  private final Component component;
  private final AnnounceConfig config;
  private final Duration patience;
  private final Duration pause;
  private final RoomEar ear = new RoomEar();
  private final Occupant occupant;
  private @Nullable String warned;
  private int refusals;

  /**
   * Joins the room.
   *
   * @param patience how long the room may take to send a message back
   * @param pause before the next try at a message that it returned
   */
  RoomAudience(
      Component component,
      Occupants occupants,
      AnnounceConfig config,
      Duration patience,
      Duration pause) {
    this.component = component;
    this.config = config;
    this.patience = patience;
    this.pause = pause;
    this.occupant = occupants.enter(config.to(), config.from(), config.nick(), ear);
  }

  @Override
  public Optional<String> say(Announcement announcement) throws InterruptedException {
    Stanza message = announcement.message(config);
    Optional<String> refusal = Optional.empty();
    ear.listenFor(announcement);
    refusals = 0;
    while (refusal.isEmpty() && !ear.isHeard()) {
      ear.awaitEntry();
      if (!ear.isHeard()) { // else the room has told us of it as we came in again
        refusal = say(message);
      }
    }
    warned = refusal.isPresent() ? warned : null;
    return refusal;
  }

  /** Says it once. */
  private Optional<String> say(Stanza message) throws InterruptedException {
    Delivery delivery = component.send(message).join();
    if (delivery instanceof NotSent.Unavailable unavailable) {
      ear.pause(unavailable.retryAfter());
      return Optional.empty();
    }
    if (delivery instanceof NotSent refused) {
      return Optional.of(refused.text());
    }
    return switch (ear.await(patience)) {
      case HEARD, OUT -> Optional.empty();
      case RETURNED -> returned(ear.error().orElseThrow(), message.id());
      case NONE ->
          isInRoom() && !ear.isHeard()
              ? Optional.of(
                  "the room has taken it, and has not sent it to anybody; see the log of the room's server")
              : Optional.empty();
    };
  }

  private Optional<String> returned(StanzaError error, @Nullable String id)
      throws InterruptedException {
    boolean mayChange = error.type() == Type.WAIT || error.type() == Type.AUTH;
    boolean isRefused =
        !mayChange && (!isAboutPlace(error) || (isInRoom() && ++refusals == MOST_REFUSALS));
    if (isRefused) {
      return Optional.of("the room refuses it with " + error.condition() + "; see its settings");
    }
    if (mayChange && !error.condition().equals(warned)) {
      warned = error.condition();
      STANZA
          .on(LOG.atWarn(), id)
          .log(
              "The room {} takes no announcements now: {}. Trying again.{}",
              config.to(),
              error.condition(),
              error.type() == Type.AUTH ? " Give our nickname there voice" : "");
    }
    ear.pause(pause);
    return Optional.empty();
  }

  /** Asks the room; it is joined again where it says no. */
  private boolean isInRoom() {
    return occupant.check().toCompletableFuture().join();
  }

  /** Whether it may be that we aren't in the room, or that the room is gone. */
  private static boolean isAboutPlace(StanzaError error) {
    return switch (error.condition()) {
      case "not-acceptable",
          "item-not-found",
          "service-unavailable",
          "remote-server-not-found",
          "remote-server-timeout",
          "recipient-unavailable" ->
          true;
      default -> false;
    };
  }

  @Override
  public void dismiss() {
    ear.dismiss();
  }

  @Override
  public void leave() {
    occupant.leave();
  }
}
