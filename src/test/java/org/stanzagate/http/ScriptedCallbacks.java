package org.stanzagate.http;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.stanzagate.outbox.CallbackState;
import org.stanzagate.outbox.Callbacks;
import org.stanzagate.outbox.ConversationState;
import org.stanzagate.outbox.TestResult;
import org.stanzagate.stanza.Stanza;

/** Callbacks that do as the test says. */
final class ScriptedCallbacks implements Callbacks {
  volatile CompletableFuture<List<CallbackState>> states =
      CompletableFuture.completedFuture(List.of());
  volatile List<ConversationState> conversations = List.of();
  volatile Function<String, Optional<Integer>> onFlush = name -> Optional.empty();
  volatile Function<String, Optional<CompletableFuture<TestResult>>> onTest =
      name -> Optional.empty();

  @Override
  public CompletableFuture<List<CallbackState>> states() {
    return states;
  }

  @Override
  public List<ConversationState> conversations(int atMost) {
    return conversations.stream().limit(atMost).toList();
  }

  @Override
  public Optional<String> takerOf(Stanza stanza) {
    return Optional.of("bots");
  }

  @Override
  public Optional<Integer> flush(String name) {
    return onFlush.apply(name);
  }

  @Override
  public Optional<CompletableFuture<TestResult>> test(String name) {
    return onTest.apply(name);
  }
}
