package org.stanzagate.webhook;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits for the store, in a thread that may: that of start and reload. */
final class Patience {
  private static final Duration LONGEST = Duration.ofSeconds(30);

  private Patience() {}

  /**
   * Gives what the store gave.
   *
   * @throws IOException if it can't be used; the text says why
   */
  static <T> T await(CompletableFuture<T> future) throws IOException {
    try {
      return future.get(LONGEST.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw new IOException("The store can't be used: " + reason(e), e);
    } catch (TimeoutException e) {
      throw new IOException(
          "The store did not answer within " + LONGEST.toSeconds() + " s; look after its disk", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("Interrupted while waiting for the store", e);
    }
  }

  private static String reason(ExecutionException e) {
    Throwable cause = e.getCause();
    return cause == null ? e.toString() : String.valueOf(cause.getMessage());
  }
}
