package org.stanzagate.webhook;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Those who wait until something is so, whatever that is. For one thread at a time. */
final class Waiters {
  private final List<CompletableFuture<Void>> waiting = new ArrayList<>();

  /** One more: completes when they are told. */
  CompletableFuture<Void> add() {
    CompletableFuture<Void> waiter = new CompletableFuture<>();
    waiting.add(waiter);
    return waiter;
  }

  /** It is so. */
  void tell() {
    waiting.forEach(waiter -> waiter.complete(null));
    waiting.clear();
  }
}
