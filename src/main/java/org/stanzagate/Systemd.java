package org.stanzagate;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps systemd up to date on a service: that it is ready, reloads or stops, what state it is in,
 * and, where the unit has {@code WatchdogSec}, that it has not got stuck. Does nothing where nobody
 * listens. For one thread; the timer's looks after the service meanwhile.
 */
final class Systemd {
  private static final Duration STATUS_INTERVAL = Duration.ofSeconds(1);

  private static final Logger LOG = LoggerFactory.getLogger(Systemd.class);

  private final SdNotify notify;
  private final Duration watchdog;
  private final ScheduledExecutorService timer;
  private volatile String status = "";

  private Systemd(SdNotify notify, Duration watchdog, ScheduledExecutorService timer) {
    this.notify = notify;
    this.watchdog = watchdog;
    this.timer = timer;
  }

  /** Speaks to the one that the variables name which systemd gives to a service, if any do. */
  static Systemd of(Map<String, String> environment) {
    return new Systemd(
        SdNotify.of(environment),
        watchdog(environment),
        Executors.newSingleThreadScheduledExecutor(Systemd::thread));
  }

  /** A thread for this alone, since it may be held up. */
  private static Thread thread(Runnable task) {
    Thread thread = new Thread(task, "systemd");
    thread.setDaemon(true);
    return thread;
  }

  /** How often to say that the service lives, as sd_watchdog_enabled(3) has it; zero for never. */
  private static Duration watchdog(Map<String, String> environment) {
    String ours = Long.toString(ProcessHandle.current().pid());
    return ours.equals(environment.getOrDefault("WATCHDOG_PID", ours))
        ? Duration.ofNanos(500 * Long.parseLong(environment.getOrDefault("WATCHDOG_USEC", "0")))
        : Duration.ZERO;
  }

  /** The service has started, and is looked after from now on. */
  void started(Service service) {
    if (!notify.isHeard()) {
      return;
    }
    tell(service.status());
    ready();
    every(STATUS_INTERVAL, () -> tell(service.status()));
    if (!watchdog.isZero()) {
      every(watchdog, () -> watch(service));
    }
  }

  /** The service could not start. */
  void failed(String reason) {
    tell(reason);
  }

  void reloading() {
    notify.say("RELOADING=1");
  }

  /** The service is there, for the first time or again. */
  void ready() {
    notify.say("READY=1");
  }

  void stopping() {
    timer.shutdownNow();
    notify.say("STOPPING=1");
  }

  private void tell(String now) {
    if (!now.equals(status)) {
      status = now;
      notify.say("STATUS=" + LogText.escape(now));
    }
  }

  /** Systemd ends a service that it hears nothing of in two of our intervals. */
  private void watch(Service service) {
    Future<Void> passed = service.probe();
    try {
      passed.get(watchdog.toNanos(), TimeUnit.NANOSECONDS);
      notify.say("WATCHDOG=1");
    } catch (TimeoutException e) {
      LOG.error(
          "The gateway is stuck: its threads don't run. Left to itself, systemd ends it soon, with"
              + " a dump of all threads in the log: please report that");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  private void every(Duration interval, Runnable task) {
    long nanos = interval.toNanos();
    var unused = timer.scheduleWithFixedDelay(() -> run(task), nanos, nanos, TimeUnit.NANOSECONDS);
  }

  private static void run(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException e) {
      LOG.error(
          "A fault of the gateway kept it from telling systemd how it is: please report this", e);
    }
  }
}
