package org.stanzagate.webhook;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.stanzagate.config.CallbackConfig;
import org.stanzagate.outbox.CallbackState;
import org.stanzagate.outbox.Callbacks;
import org.stanzagate.outbox.ConversationState;
import org.stanzagate.outbox.TestResult;
import org.stanzagate.stanza.Stanza;

/** The callbacks as they are configured now, for administrators. */
final class ConfiguredCallbacks implements Callbacks {
  private final Supplier<List<Callback>> callbacks;

  ConfiguredCallbacks(Supplier<List<Callback>> callbacks) {
    this.callbacks = callbacks;
  }

  @Override
  public CompletableFuture<List<CallbackState>> states() {
    List<CompletableFuture<CallbackState>> states =
        callbacks.get().stream().map(Callback::state).toList();
    return CompletableFuture.allOf(states.toArray(CompletableFuture<?>[]::new))
        .thenApply(all -> states.stream().map(CompletableFuture::join).toList());
  }

  @Override
  public List<ConversationState> conversations(int atMost) {
    return callbacks.get().stream()
        .filter(PostedCallback.class::isInstance)
        .flatMap(callback -> ((PostedCallback) callback).conversations(atMost).stream())
        .sorted(Comparator.comparing(ConversationState::oldestAge).reversed())
        .limit(atMost)
        .toList();
  }

  @Override
  public Optional<String> takerOf(Stanza stanza) {
    return callbacks.get().stream()
        .map(Callback::config)
        .filter(config -> config.filters().match(stanza))
        .map(CallbackConfig::name)
        .findFirst();
  }

  @Override
  public Optional<Integer> flush(String name) {
    return posted(name).map(PostedCallback::flush);
  }

  @Override
  public Optional<CompletableFuture<TestResult>> test(String name) {
    return posted(name).map(PostedCallback::test);
  }

  private Optional<PostedCallback> posted(String name) {
    return callbacks.get().stream()
        .filter(callback -> callback.config().name().equals(name))
        .findFirst()
        .map(
            callback -> {
              if (callback instanceof PostedCallback posted) {
                return posted;
              }
              throw new IllegalStateException(
                  "the callback " + name + " is pulled; nothing is posted to it");
            });
  }
}
