package org.stanzagate.listener;

import io.undertow.server.HttpServerExchange;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.xnio.XnioExecutor;

/**
 * A time by which something about an exchange must have happened. Only for what did not happen at
 * once: most requests never need one. I/O thread only.
 */
final class Deadline {
  private final XnioExecutor.Key key;

  private Deadline(XnioExecutor.Key key) {
    this.key = key;
  }

  /** Runs the action in the exchange's I/O thread, unless met or over by then. */
  static Deadline in(Duration time, HttpServerExchange exchange, Runnable action) {
    Deadline deadline =
        new Deadline(
            exchange
                .getIoThread()
                .executeAfter(
                    () -> {
                      if (!exchange.isComplete()) {
                        action.run();
                      }
                    },
                    time.toMillis(),
                    TimeUnit.MILLISECONDS));
    exchange.addExchangeCompleteListener(
        (over, next) -> {
          deadline.met();
          next.proceed();
        });
    return deadline;
  }

  void met() {
    key.remove();
  }
}
