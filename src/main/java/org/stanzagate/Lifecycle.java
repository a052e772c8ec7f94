package org.stanzagate;

import java.io.IOException;
import java.util.function.IntConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One life of the process: start, wait for the signal that ends it, stop. Signals to reload that
 * come meanwhile are seen to in between, by the same thread, those at once as one. A second signal
 * to end, while that takes its time, ends the process at once.
 */
final class Lifecycle {
  static final int STOPPED = 0;
  static final int FAILED = 1;

  private static final Logger LOG = LoggerFactory.getLogger(Lifecycle.class);

  private final Service service;
  private final Runnable reload;
  private final Systemd systemd;
  private final IntConsumer halt;
  private boolean isReloadDue;
  private boolean isTerminated;

  /**
   * A life that hasn't begun.
   *
   * @param reload reads the configuration again, and reloads the service
   * @param systemd is told where that life has got to
   * @param halt ends the process with that exit code, without a look back
   */
  Lifecycle(Service service, Runnable reload, Systemd systemd, IntConsumer halt) {
    this.service = service;
    this.reload = reload;
    this.systemd = systemd;
    this.halt = halt;
  }

  /** Returns the exit code when all is over. */
  int run() throws InterruptedException {
    try {
      service.start();
    } catch (IOException e) {
      LOG.error("Can't start: {}", reason(e));
      systemd.failed("Can't start: " + reason(e));
      return FAILED;
    }
    systemd.started(service);
    while (awaitReload()) {
      systemd.reloading();
      reload.run();
      systemd.ready();
    }
    LOG.info("Stopping; a second signal ends the process at once");
    systemd.stopping();
    service.stop();
    LOG.info("Stopped");
    return STOPPED;
  }

  /** Waits for a signal; false if that asks for the end. */
  private synchronized boolean awaitReload() throws InterruptedException {
    while (!isTerminated && !isReloadDue) {
      wait();
    }
    isReloadDue = false;
    return !isTerminated;
  }

  /** A signal asks for the end. Safe in any thread. */
  synchronized void terminate() {
    if (isTerminated) {
      halt.accept(FAILED);
    }
    isTerminated = true;
    notifyAll();
  }

  /** A signal asks for the configuration to be read again. Safe in any thread. */
  synchronized void reload() {
    if (isTerminated) {
      LOG.info("Not reloading, for the gateway is stopping");
    }
    isReloadDue = true;
    notifyAll();
  }

  private static String reason(IOException e) {
    return e.getMessage() == null ? e.toString() : e.getMessage();
  }
}
