package org.stanzagate.webhook;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Gives turns in the order in which they were asked for, as many at once as a webhook may have
 * connections. Safe in any thread.
 */
final class Turns {
  private final Executor executor;
  private final Deque<Supplier<? extends CompletionStage<?>>> waiting = new ArrayDeque<>();
  private int atOnce;

  /** How many more may begin now; below zero after that was cut down. */
  private int free;

  /**
   * @param executor begins the turns; must not run them in the calling thread
   */
  Turns(int atOnce, Executor executor) {
    this.atOnce = atOnce;
    this.free = atOnce;
    this.executor = executor;
  }

  /**
   * Asks for a turn.
   *
   * @param turn is over when what it gives completes, in whatever way
   */
  void ask(Supplier<? extends CompletionStage<?>> turn) {
    synchronized (this) {
      waiting.add(turn);
    }
    startThoseThatMay();
  }

  /** Changes how many there may be at once. What is under way goes on. */
  void resize(int atOnce) {
    synchronized (this) {
      free += atOnce - this.atOnce;
      this.atOnce = atOnce;
    }
    startThoseThatMay();
  }

  /** The executor wakes a thread that soon comes here itself: it isn't to find this locked. */
  private void startThoseThatMay() {
    for (var next = next(); next != null; next = next()) {
      Supplier<? extends CompletionStage<?>> turn = next;
      executor.execute(() -> begin(turn));
    }
  }

  private synchronized @Nullable Supplier<? extends CompletionStage<?>> next() {
    if (free <= 0 || waiting.isEmpty()) {
      return null;
    }
    free--;
    return waiting.remove();
  }

  private void begin(Supplier<? extends CompletionStage<?>> turn) {
    var unused = turn.get().whenComplete((done, e) -> ended());
  }

  private void ended() {
    synchronized (this) {
      free++;
    }
    startThoseThatMay();
  }
}
