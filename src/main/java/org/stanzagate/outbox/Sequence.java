package org.stanzagate.outbox;

import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * Lets things that take several steps of the store happen one after the other, in the order in
 * which they were asked for. Safe in any thread, and holds none.
 */
final class Sequence {
  private CompletableFuture<?> last = CompletableFuture.completedFuture(null);

  /** Begins a thing once those before it are over, however they ended. */
  synchronized <T> CompletableFuture<T> next(Supplier<CompletableFuture<T>> begin) {
    CompletableFuture<T> next = last.handle((done, e) -> null).thenCompose(nothing -> begin.get());
    last = next;
    return next;
  }
}
