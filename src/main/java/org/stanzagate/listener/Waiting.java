package org.stanzagate.listener;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.SameThreadExecutor;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets exchanges wait for what completes in other threads, and holds no thread for it. When the
 * client leaves, what it waited for is cancelled.
 */
public final class Waiting {
  private static final Logger LOG = LoggerFactory.getLogger(Waiting.class);

  private final Failures failures;
  private final Set<Wait<?>> waits = ConcurrentHashMap.newKeySet();
  private final Map<Executor, Executor> handovers = new ConcurrentHashMap<>();

  Waiting(Failures failures) {
    this.failures = failures;
  }

  /** What is done with the value; what it throws becomes the answer. */
  @FunctionalInterface
  public interface ValueHandler<T> {
    void handle(HttpServerExchange exchange, T value) throws Exception;
  }

  /** To be the last that a handler does. I/O thread only. */
  public <T> void await(
      HttpServerExchange exchange, CompletableFuture<T> future, ValueHandler<T> then) {
    Wait<T> wait = new Wait<>(exchange, future, then);
    waits.add(wait);
    exchange.addExchangeCompleteListener(
        (over, next) -> {
          waits.remove(wait);
          future.cancel(false);
          next.proceed();
        });
    exchange.dispatch(SameThreadExecutor.INSTANCE, wait::begin);
  }

  /** Answers all that wait now with a failure. Safe in any thread. */
  void giveUp(Failure failure) {
    for (Wait<?> wait : waits) {
      wait.end(
          exchange -> {
            throw new HttpException(failure);
          });
    }
  }

  /** Not thread-safe; all but {@link #end} is for the exchange's I/O thread. */
  private final class Wait<T> {
    private final HttpServerExchange exchange;
    private final CompletableFuture<T> future;
    private final ValueHandler<T> then;
    private @Nullable Departure departure;
    private boolean over;

    Wait(HttpServerExchange exchange, CompletableFuture<T> future, ValueHandler<T> then) {
      this.exchange = exchange;
      this.future = future;
      this.then = then;
    }

    void begin() {
      departure = Departure.watch(exchange);
      CompletableFuture<T> unused =
          future.whenComplete((value, thrown) -> end(outcome(value, thrown)));
    }

    private HttpHandler outcome(T value, @Nullable Throwable thrown) {
      return waited -> {
        if (thrown != null) {
          throw new IllegalStateException("what was waited for has failed", thrown);
        }
        then.handle(waited, value);
      };
    }

    /** Hands the last step over to the I/O thread. */
    void end(HttpHandler step) {
      try {
        handovers
            .computeIfAbsent(exchange.getIoThread(), Handover::new)
            .execute(() -> answer(step));
      } catch (RejectedExecutionException stopped) {
        LogContext.on(exchange, LOG.atDebug())
            .setCause(stopped)
            .log("nobody is left to be answered, the server has stopped");
      }
    }

    private void answer(HttpHandler step) {
      if (over || exchange.isComplete()) {
        return;
      }
      over = true;
      if (departure != null) {
        departure.unwatch();
      }
      failures.resume(exchange, step);
    }
  }
}
