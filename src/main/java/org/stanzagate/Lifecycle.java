package org.stanzagate;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.function.IntConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One life of the process: start, wait for the signal that ends it, stop. A second signal, while
 * that takes its time, ends the process at once.
 */
final class Lifecycle {
  static final int STOPPED = 0;
  static final int FAILED = 1;

  private static final Logger LOG = LoggerFactory.getLogger(Lifecycle.class);

  private final Service service;
  private final IntConsumer halt;
  private final CountDownLatch terminated = new CountDownLatch(1);

  /**
   * A life that hasn't begun.
   *
   * @param halt ends the process with that exit code, without a look back
   */
  Lifecycle(Service service, IntConsumer halt) {
    this.service = service;
    this.halt = halt;
  }

  /** Returns the exit code when all is over. */
  int run() throws InterruptedException {
    try {
      service.start();
    } catch (IOException e) {
      LOG.error("Can't start: {}", reason(e));
      return FAILED;
    }
    terminated.await();
    LOG.info("Stopping; a second signal ends the process at once");
    service.stop();
    LOG.info("Stopped");
    return STOPPED;
  }

  /** A signal asks for the end. Safe in any thread. */
  synchronized void terminate() {
    if (terminated.getCount() == 0) {
      halt.accept(FAILED);
    }
    terminated.countDown();
  }

  private static String reason(IOException e) {
    return e.getMessage() == null ? e.toString() : e.getMessage();
  }
}
