package org.stanzagate.listener;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.xnio.XnioIoThread;

/**
 * Runs a task once the I/O thread that hands it in is through with all that it found ready, so that
 * what each of many requests would do is done once for all; at once in any other thread. Safe in
 * any thread.
 */
public final class TurnEnds implements Executor {
  @Override
  public void execute(Runnable task) {
    XnioIoThread thread = XnioIoThread.currentThread();
    if (thread == null) {
      task.run();
      return;
    }
    try {
      thread.execute(task);
    } catch (RejectedExecutionException stopping) {
      task.run();
    }
  }
}
