package org.stanzagate.webhook;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Time that passes without a thread. */
final class Delay {
  private Delay() {}

  /** Completes, in the timer, after so long. */
  static CompletableFuture<Duration> of(Duration delay, ScheduledExecutorService timer) {
    CompletableFuture<Duration> over = new CompletableFuture<>();
    Future<?> unused =
        timer.schedule(() -> over.complete(delay), delay.toNanos(), TimeUnit.NANOSECONDS);
    return over;
  }
}
