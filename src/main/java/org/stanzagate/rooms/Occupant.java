package org.stanzagate.rooms;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.jxmpp.jid.Jid;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.stanzagate.component.Backoff;
import org.stanzagate.component.Component;
import org.stanzagate.component.Delivery;
import org.stanzagate.component.NotSent;
import org.stanzagate.component.Reply;
import org.stanzagate.stanza.Namespaces;
import org.stanzagate.stanza.Stanza;
import org.stanzagate.stanza.StanzaError;

/**
 * One of ours that is to be in a room (XEP-0045) and to stay in it: joins, with a number behind the
 * nickname where that is taken; asks, when the room has long been silent, whether it is still in
 * (XEP-0410); and joins again when it was removed, when the room has forgotten it, and over every
 * new stream to the XMPP server. Safe in any thread; no method waits.
 */
public final class Occupant {
  private static final Logger LOG = LoggerFactory.getLogger(Occupant.class);
  private static final int MOST_NICKS = 9;

  private enum State {
    OUT,
    JOINING,
    /** In, and the room still tells its past. */
    ENTERING,
    IN,
    GONE
  }

  private final Component component;
  private final RoomStanzas stanzas;
  private final RoomListener listener;
  private final OccupantTimings timings;
  private final ScheduledExecutorService timer;
  private final Clock clock;
  private final Backoff backoff;
  private State state = State.OUT;
  private int nick = 1;

  /** The one that we have, or have asked for. */
  private Jid occupant;

  private Instant since = Instant.MAX;
  private Instant heard = Instant.MIN;
  private @Nullable Future<?> next;
  private int steps;
  private @Nullable String warned;

  Occupant(
      Component component,
      RoomStanzas stanzas,
      RoomListener listener,
      OccupantTimings timings,
      ScheduledExecutorService timer,
      Clock clock,
      Backoff backoff) {
    this.component = component;
    this.stanzas = stanzas;
    this.listener = listener;
    this.timings = timings;
    this.timer = timer;
    this.clock = clock;
    this.backoff = backoff;
    this.occupant = stanzas.occupant(1);
  }

  /** How the others in the room see us, as the room has told; empty while we aren't in. */
  public synchronized Optional<Jid> jid() {
    return isIn() ? Optional.of(occupant) : Optional.empty();
  }

  /**
   * Asks the room whether we are in, and joins if we aren't. Completes, never with a failure, with
   * the room's answer; false where there was none.
   */
  public synchronized CompletionStage<Boolean> check() {
    if (state != State.IN) {
      return CompletableFuture.completedFuture(false);
    }
    after(timings.silence(), this::checkIfSilent);
    Jid asked = occupant;
    return component
        .request(stanzas.selfPing(asked), timings.answer())
        .thenApply(reply -> answered(asked, reply));
  }

  /** Leaves the room, for good. */
  public synchronized void leave() {
    boolean isThere = isIn() || state == State.JOINING;
    to(State.GONE);
    cancelNext();
    if (isThere) {
      var unused = component.send(stanzas.leave(occupant));
    }
  }

  /** A stream came up: whether the room still knows us is to be seen. */
  synchronized void connected() {
    backoff.reset();
    nick = 1;
    join();
  }

  synchronized boolean isGone() {
    return state == State.GONE;
  }

  /** Asks to be let in. */
  synchronized void join() {
    if (state == State.GONE) {
      return;
    }
    to(State.JOINING);
    occupant = stanzas.occupant(nick);
    after(timings.answer(), () -> retry("it doesn't answer (is there such a room?)"));
    int number = steps;
    var unused =
        component.send(stanzas.join(occupant)).thenAccept(delivery -> sent(delivery, number));
  }

  private synchronized void sent(Delivery delivery, int number) {
    if (delivery instanceof NotSent && number == steps) {
      // Where there is no stream, the next one will tell.
      to(State.OUT);
      after(backoff.next(), this::join);
    }
  }

  synchronized void presence(Stanza presence) {
    heard = clock.instant();
    switch (presence.type()) {
      case "available" -> {
        if (RoomStatus.SELF.isIn(presence)) {
          letIn(presence);
        }
      }
      case "unavailable" -> {
        boolean isOurs = isIn() && presence.from().equals(occupant);
        if (isOurs && !RoomStatus.RENAMED.isIn(presence)) {
          retry(Absence.ofRemoval(presence, stanzas.us()));
        }
      }
      case "error" -> {
        boolean isAnswer = presence.from().equals(occupant) || !presence.from().hasResource();
        if (state == State.JOINING && isAnswer) {
          refused(presence);
        }
      }
      default -> {}
    }
  }

  private void letIn(Stanza presence) {
    occupant = presence.from();
    if (isIn() || state == State.GONE) {
      return;
    }
    LOG.info("In the room {} as {}", stanzas.room(), occupant.getResourceOrEmpty());
    warned = null;
    since = clock.instant();
    to(State.ENTERING);
    after(timings.history(), this::settle);
    if (RoomStatus.CREATED.isIn(presence)) {
      NewRoom.open(component, stanzas, timings.answer());
    }
  }

  /** The room has told its past, or took its time. */
  private void settle() {
    if (state == State.ENTERING) {
      to(State.IN);
      after(timings.silence(), this::checkIfSilent);
      listener.entered();
    }
  }

  private void refused(Stanza error) {
    if (isConflict(error) && nick < MOST_NICKS) {
      nick++;
      join();
    } else {
      retry(Absence.ofRefusal(error, stanzas.us()));
    }
  }

  private static boolean isConflict(Stanza error) {
    return StanzaError.of(error.element())
        .filter(said -> said.condition().equals("conflict"))
        .isPresent();
  }

  /** Joins again after a while. The same reason is told once. */
  private void retry(String why) {
    if (isIn() && since.plus(timings.steady()).isBefore(clock.instant())) {
      backoff.reset();
    }
    to(State.OUT);
    nick = 1;
    Duration pause = backoff.next();
    if (!why.equals(warned)) {
      LOG.warn(
          "Not in the room {}: {}. Trying again, first in {} ms",
          stanzas.room(),
          why,
          pause.toMillis());
    }
    warned = why;
    after(pause, this::join);
  }

  synchronized void message(Stanza message) {
    heard = clock.instant();
    if (state == State.GONE) {
      return;
    }
    listener.message(message, isIn() && message.from().equals(occupant));
    boolean isSubject =
        message.type().equals("groupchat")
            && message.element().element(Namespaces.CLIENT, "subject").isPresent()
            && message.element().element(Namespaces.CLIENT, "body").isEmpty();
    if (isSubject) {
      settle(); // it comes last of all (section 7.2.15)
    }
  }

  private void checkIfSilent() {
    Duration silent = Duration.between(heard, clock.instant());
    if (silent.compareTo(timings.silence()) < 0) {
      after(timings.silence().minus(silent), this::checkIfSilent);
    } else {
      var unused = check();
    }
  }

  private synchronized boolean answered(Jid asked, Reply reply) {
    if (!asked.equals(occupant) || !isIn()) {
      return false;
    }
    PingVerdict verdict = PingVerdict.of(reply);
    if (verdict == PingVerdict.OUT) {
      LOG.info("The room {} no longer knows us: joining again", stanzas.room());
      nick = 1;
      join();
    }
    return verdict == PingVerdict.IN;
  }

  private boolean isIn() {
    return state == State.ENTERING || state == State.IN;
  }

  private void to(State other) {
    boolean wasIn = state == State.IN;
    state = other;
    if (wasIn) {
      listener.left();
    }
  }

  /** What is to happen unless something else does before. */
  private void after(Duration delay, Runnable step) {
    cancelNext();
    int number = steps;
    try {
      next = timer.schedule(() -> run(number, step), delay.toNanos(), TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException e) {
      LOG.debug("The gateway stops, and so the room {} is left alone", stanzas.room());
    }
  }

  /** One that had begun when it was cancelled finds that its time is over. */
  private synchronized void run(int number, Runnable step) {
    if (number == steps) {
      step.run();
    }
  }

  private void cancelNext() {
    steps++;
    if (next != null) {
      next.cancel(false);
    }
  }
}
