package org.stanzagate.webhook;

import java.util.concurrent.Future;
import java.util.function.Consumer;
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
  private final Consumer<OpenIq> ended;
  private State state = State.OPEN;

  /** Should the answer that is on its way not get there, it is not open again. */
  private boolean isLast;

  private @Nullable Future<?> alarm;
  private Runnable whenAnswered = () -> {};
  private Runnable whenExpired = () -> {};

  /**
   * @param ended hears of its end, before all others
   */
  OpenIq(WaitingStanza waits, Consumer<OpenIq> ended) {
    this.waits = waits;
    this.ended = ended;
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
    end(() -> whenAnswered);
  }

  /** The answer did not get there: it is open again, or its time is over. */
  void notAnswered() {
    synchronized (this) {
      if (!isLast) {
        state = State.OPEN;
        return;
      }
    }
    end(() -> whenExpired);
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

  /** Ends it, unless an answer is on its way. */
  void timeIsOver() {
    if (endIfOpen()) {
      end(() -> whenExpired);
    }
  }

  private synchronized boolean endIfOpen() {
    isLast = true;
    boolean isOpen = state == State.OPEN;
    if (isOpen) {
      state = State.ENDED;
    }
    return isOpen;
  }

  /** Calls others, which is not to be within the lock. */
  private void end(Supplier<Runnable> listener) {
    Runnable told;
    synchronized (this) {
      state = State.ENDED;
      if (alarm != null) {
        alarm.cancel(false);
      }
      told = listener.get();
    }
    ended.accept(this);
    told.run();
  }
}
