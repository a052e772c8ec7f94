package org.stanzagate.http;

import java.time.Duration;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.stanzagate.listener.Failure;
import org.stanzagate.listener.HttpException;

/** What is answered where the store fails, which says more in the log itself. */
final class StoreFailure {
  private static final Duration RETRY = Duration.ofSeconds(5);

  private StoreFailure() {}

  static Failure now() {
    return Failure.unavailable(
        "the store can't be read or written now; nothing of it is lost, so try again later", RETRY);
  }

  /** The same as an exception; what is a fault of the gateway is thrown instead. */
  static HttpException of(@Nullable Throwable e) {
    Throwable cause = e instanceof CompletionException ? e.getCause() : e;
    if (cause instanceof RuntimeException fault) {
      throw fault;
    }
    return new HttpException(now());
  }
}
