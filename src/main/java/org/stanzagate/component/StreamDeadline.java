package org.stanzagate.component;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** The one time limit of a stream that is in force: the earliest set stays. Safe in any thread. */
final class StreamDeadline {
  private final ScheduledExecutorService timer;
  private final AtomicReference<@Nullable Future<?>> set = new AtomicReference<>();

  StreamDeadline(ScheduledExecutorService timer) {
    this.timer = timer;
  }

  /** Runs the end after that time, or at once where the timer takes no more. */
  void setUnlessSet(Duration delay, Runnable end) {
    Future<?> pending;
    try {
      pending = timer.schedule(end, delay.toNanos(), TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException e) {
      end.run();
      return;
    }
    if (!set.compareAndSet(null, pending)) {
      pending.cancel(false);
    }
  }

  void clear() {
    Future<?> pending = set.getAndSet(null);
    if (pending != null) {
      pending.cancel(false);
    }
  }
}
