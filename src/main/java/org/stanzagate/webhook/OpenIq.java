package org.stanzagate.webhook;

import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.stanzagate.component.WaitingStanza;

/**
 * An iq that was forwarded: open until it is answered, or its time is over. However those meet, it
 * has one end, and who wants to know of that is told once. Safe in any thread.
 */
final class OpenIq {
  private enum State {
    OPEN,
    /** An answer is on its way, which may not get there. */
    BEING_ANSWERED,
    ENDED
  }

  private final WaitingStanza waits;
  private State state = State.OPEN;

  /** Should the answer that is on its way not get there, it is not open again. */
  private boolean isLast;

  private @Nullable Future<?> alarm;
  private Runnable whenAnswered = () -> {};
  private Runnable whenExpired = () -> {};

  OpenIq(WaitingStanza waits) {
    this.waits = waits;
  }

  WaitingStanza waits() {
    return waits;
  }

  /**
   * It is to wait for an answer from now on.
   *
   * @param expired is called if it gets none
   * @param answered is called if it has one, at once if that is so already
   * @param alarm sets off what calls {@link #timeIsOver} then
   */
  void await(Runnable expired, Runnable answered, Supplier<Future<?>> alarm) {
    synchronized (this) {
      if (state != State.ENDED) {
        whenExpired = expired;
        whenAnswered = answered;
        this.alarm = alarm.get();
        return;
      }
    }
    answered.run();
  }

  /** Whether it may be answered; that answer is on its way then. */
  synchronized boolean beginAnswer() {
    if (state != State.OPEN) {
      return false;
    }
    state = State.BEING_ANSWERED;
    return true;
  }

  /** The answer got there. */
  void answered() {
    end().answered().run();
  }

  /**
   * The answer did not get there.
   *
   * @return whether it is open again; otherwise its time is over
   */
  boolean isOpenAgain() {
    synchronized (this) {
      if (!isLast) {
        state = State.OPEN;
        return true;
      }
    }
    end().expired().run();
    return false;
  }

  /**
   * Another answer is there, and counts unless one is on its way.
   *
   * @return whether it counts
   */
  boolean close() {
    if (!endIfOpen()) {
      return false;
    }
    answered();
    return true;
  }

  /**
   * Ends it, unless an answer is on its way.
   *
   * @return whether it has ended
   */
  boolean timeIsOver() {
    if (!endIfOpen()) {
      return false;
    }
    end().expired().run();
    return true;
  }

  private synchronized boolean endIfOpen() {
    isLast = true;
    boolean isOpen = state == State.OPEN;
    if (isOpen) {
      state = State.ENDED;
    }
    return isOpen;
  }

  private record Ends(Runnable answered, Runnable expired) {}

  /** Calls nobody itself, for that is not to be within the lock. */
  private synchronized Ends end() {
    state = State.ENDED;
    if (alarm != null) {
      alarm.cancel(false);
    }
    return new Ends(whenAnswered, whenExpired);
  }
}
