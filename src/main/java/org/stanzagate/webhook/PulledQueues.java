package org.stanzagate.webhook;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.stanzagate.config.CallbackConfig;
import org.stanzagate.config.PullConfig;
import org.stanzagate.outbox.Mailbox;
import org.stanzagate.outbox.Outbox;

/** Which mailbox of the store is whose. */
final class PulledQueues {
  private PulledQueues() {}

  /**
   * Opens the mailboxes that are needed, and closes the others.
   *
   * @return by the token's name
   * @throws IOException if the store can't be used; the text says why
   */
  static Map<String, Mailbox> open(List<CallbackConfig> configs, @Nullable Outbox outbox)
      throws IOException {
    if (outbox == null) {
      return Map.of();
    }
    Set<String> tokens =
        configs.stream()
            .map(CallbackConfig::destination)
            .filter(PullConfig.class::isInstance)
            .map(pull -> ((PullConfig) pull).token())
            .collect(Collectors.toSet());
    Patience.await(outbox.mailboxes().open(tokens));
    return tokens.stream()
        .collect(
            Collectors.toMap(token -> token, token -> outbox.mailboxes().of(token).orElseThrow()));
  }
}
