package org.stanzagate.webhook;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

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
  synchronized void ask(Supplier<? extends CompletionStage<?>> turn) {
    waiting.add(turn);
    startThoseThatMay();
  }

  /** Changes how many there may be at once. What is under way goes on. */
  synchronized void resize(int atOnce) {
    free += atOnce - this.atOnce;
    this.atOnce = atOnce;
    startThoseThatMay();
  }

  private void startThoseThatMay() {
    while (free > 0 && !waiting.isEmpty()) {
      free--;
      Supplier<? extends CompletionStage<?>> turn = waiting.remove();
      executor.execute(() -> begin(turn));
    }
  }

  private void begin(Supplier<? extends CompletionStage<?>> turn) {
    var unused = turn.get().whenComplete((done, e) -> ended());
  }

  private synchronized void ended() {
    free++;
    startThoseThatMay();
  }
}
