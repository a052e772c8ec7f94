package org.stanzagate.listener;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands tasks over to another thread: all that come before it looks are one task to it, and wake it
 * once. Their order is kept. Safe in any thread.
 */
final class Handover implements Executor {
  private static final Logger LOG = LoggerFactory.getLogger(Handover.class);

  private final Executor thread;
  private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  private final AtomicInteger waiting = new AtomicInteger();

  Handover(Executor thread) {
    this.thread = thread;
  }

  /**
   * Hands a task over.
   *
   * @throws java.util.concurrent.RejectedExecutionException if the thread takes no more
   */
  @Override
  public void execute(Runnable task) {
    tasks.add(task);
    if (waiting.getAndIncrement() == 0) {
      thread.execute(this::run);
    }
  }

  /** To the end of what comes meanwhile, too: no more can than there are requests that wait. */
  private void run() {
    do {
      try {
        tasks.remove().run();
      } catch (RuntimeException | Error e) { // those behind it are answered all the same
        LOG.error("A fault of the gateway: please report this", e);
      }
    } while (waiting.decrementAndGet() > 0);
  }
}
