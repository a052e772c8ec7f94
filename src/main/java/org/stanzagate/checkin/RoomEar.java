package org.stanzagate.checkin;

import java.time.Duration;
import java.util.Optional;
import org.jivesoftware.smack.packet.StanzaError.Condition;
import org.jivesoftware.smack.packet.StanzaError.Type;
import org.jspecify.annotations.Nullable;
import org.stanzagate.rooms.RoomListener;
import org.stanzagate.stanza.Namespaces;
import org.stanzagate.stanza.Stanza;
import org.stanzagate.stanza.StanzaError;

/**
 * What has been heard of the room, and of the one message that is under way to it, for the thread
 * that says it. Safe in any thread; it is the waiting thread alone that waits.
 */
final class RoomEar implements RoomListener {
  /** What has become of the message. */
  enum Echo {
    /** The room has sent it to all. */
    HEARD,
    /** The room has returned it; {@link RoomEar#error} says why. */
    RETURNED,
    /** We have left the room since. */
    OUT,
    NONE
  }

  private static final StanzaError NO_REASON =
      new StanzaError(Type.CANCEL, Condition.undefined_condition, null);

  private boolean isIn;

  /** How often we have come into the room, and which time it was when the message was said. */
  private int entries;

  private int entry;
  private boolean isDismissed;
  private String id = "";
  private String text = "";
  private boolean isHeard;
  private @Nullable StanzaError error;

  /** From now on listens for this one. */
  synchronized void listenFor(Announcement announcement) {
    id = announcement.id();
    text = announcement.text();
    isHeard = false;
    error = null;
  }

  /** Waits until we are in the room. */
  synchronized void awaitEntry() throws InterruptedException {
    while (!isIn && !isDismissed) {
      wait();
    }
    if (isDismissed) {
      throw new InterruptedException("nothing new is announced");
    }
    entry = entries;
  }

  /** Waits until something has become of the message, for so long at most. */
  synchronized Echo await(Duration time) throws InterruptedException {
    long end = System.nanoTime() + time.toNanos();
    long left = time.toMillis();
    while (echo() == Echo.NONE && left > 0) {
      wait(left);
      left = (end - System.nanoTime()) / 1_000_000;
    }
    return echo();
  }

  private Echo echo() {
    if (isHeard) {
      return Echo.HEARD;
    }
    if (error != null) {
      return Echo.RETURNED;
    }
    return isStillIn() ? Echo.NONE : Echo.OUT;
  }

  /** Out and in again is another time: what was said before may never have come through. */
  private boolean isStillIn() {
    return isIn && entry == entries;
  }

  /** Waits for so long, or until we are no longer in the room, or dismissed. */
  synchronized void pause(Duration time) throws InterruptedException {
    error = null;
    long end = System.nanoTime() + time.toNanos();
    long left = time.toMillis();
    while (isStillIn() && !isHeard && !isDismissed && left > 0) {
      wait(left);
      left = (end - System.nanoTime()) / 1_000_000;
    }
  }

  synchronized boolean isHeard() {
    return isHeard;
  }

  /** Why the message was returned. */
  synchronized Optional<StanzaError> error() {
    return Optional.ofNullable(error);
  }

  /** Nobody waits for the room any more. */
  synchronized void dismiss() {
    isDismissed = true;
    notifyAll();
  }

  @Override
  public synchronized void entered() {
    isIn = true;
    entries++;
    notifyAll();
  }

  @Override
  public synchronized void left() {
    isIn = false;
    notifyAll();
  }

  @Override
  public synchronized void message(Stanza message, boolean isOwn) {
    boolean isThis = id.equals(message.id());
    switch (message.type()) {
      case "groupchat" -> isHeard |= isThis || (isOwn && isSameText(message));
      case "error" -> error = isThis ? StanzaError.of(message.element()).orElse(NO_REASON) : error;
      default -> {}
    }
    notifyAll();
  }

  /** Nobody knows our id before the room has sent it to all; but a room may give another id. */
  private boolean isSameText(Stanza message) {
    return message.element().element(Namespaces.DELAY, "delay").isEmpty()
        && message
            .element()
            .element(Namespaces.CLIENT, "body")
            .filter(body -> body.text().equals(text))
            .isPresent();
  }
}
