package org.stanzagate.listener;

import io.undertow.server.HttpHandler;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * Lets so many requests in at a time, and none once the server stops. Safe in any thread.
 *
 * <p>Undertow's own limit queues without end, and its graceful shutdown answers without saying when
 * to come back.
 */
final class Admission {
  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);
  private static final Duration RETRY_AFTER_STOP = Duration.ofSeconds(5);

  private final int limit;
  private final CompletableFuture<Void> allGone = new CompletableFuture<>();
  private int inside;
  private boolean closed;

  Admission(int limit) {
    this.limit = limit;
  }

  HttpHandler around(HttpHandler next) {
    return exchange -> {
      enter();
      exchange.addExchangeCompleteListener(
          (over, proceed) -> {
            leave();
            proceed.proceed();
          });
      next.handleRequest(exchange);
    };
  }

  private synchronized void enter() throws HttpException {
    if (closed) {
      throw new HttpException(
          Failure.unavailable(
                  "the gateway is stopping; try again once it is back", RETRY_AFTER_STOP)
              .closing());
    }
    if (inside >= limit) {
      throw new HttpException(
          Failure.unavailable(
              limit + " requests are under way, which is the most there may be; try again later",
              RETRY_AFTER));
    }
    inside++;
  }

  private synchronized void leave() {
    inside--;
    completeIfGone();
  }

  /** Lets nobody in from now on. Completes when the last one is gone. */
  synchronized CompletableFuture<Void> close() {
    closed = true;
    completeIfGone();
    return allGone;
  }

  private void completeIfGone() {
    if (closed && inside == 0) {
      allGone.complete(null);
    }
  }
}
