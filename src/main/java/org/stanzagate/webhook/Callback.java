package org.stanzagate.webhook;

import java.util.concurrent.CompletableFuture;
import org.stanzagate.config.CallbackConfig;
import org.stanzagate.outbox.CallbackState;
import org.stanzagate.stanza.Stanza;

/**
 * One callback: sees to it that what its filters match gets where it is to go, or its sender is
 * told. Safe in any thread.
 */
interface Callback {
  CallbackConfig config();

  /** Begins, or goes on by another configuration. */
  void start();

  /** Takes a stanza. Called by the reader of the stream, which it never holds up. */
  void take(Stanza stanza);

  CompletableFuture<CallbackState> state();
}
