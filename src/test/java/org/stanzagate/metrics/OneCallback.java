package org.stanzagate.metrics;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.stanzagate.outbox.CallbackState;
import org.stanzagate.outbox.Callbacks;
import org.stanzagate.outbox.ConversationState;
import org.stanzagate.outbox.TestResult;
import org.stanzagate.stanza.Stanza;

/** Callbacks of which there is one, or as many as a test says. */
public final class OneCallback implements Callbacks {
  volatile CompletableFuture<List<CallbackState>> states =
      CompletableFuture.completedFuture(
          List.of(
              new CallbackState(
                  "bots", "direct", 2, Duration.ofSeconds(3), null, null, List.of())));

  /** How often somebody wanted to know. */
  final AtomicInteger asked = new AtomicInteger();

  @Override
  public CompletableFuture<List<CallbackState>> states() {
    asked.incrementAndGet();
    return states;
  }

  @Override
  public List<ConversationState> conversations(int atMost) {
    return List.of();
  }

  @Override
  public Optional<String> takerOf(Stanza stanza) {
    return Optional.of("bots");
  }

  @Override
  public Optional<Integer> flush(String name) {
    return Optional.empty();
  }

  @Override
  public Optional<CompletableFuture<TestResult>> test(String name) {
    return Optional.empty();
  }
}
