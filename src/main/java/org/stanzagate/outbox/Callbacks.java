package org.stanzagate.outbox;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.stanzagate.stanza.Stanza;

/** What administrators may know of the callbacks, and have done. Safe in any thread. */
public interface Callbacks {
  /** All there are, in the order in which they are asked. */
  CompletableFuture<List<CallbackState>> states();

  /** Of the conversations of all of them: so many, those whose first stanza is oldest. */
  List<ConversationState> conversations(int atMost);

  /** The name of the one that takes such a stanza; empty where none does. */
  Optional<String> takerOf(Stanza stanza);

  /**
   * Posts at once what waits for its next try.
   *
   * @return how many conversations waited; empty where no callback has that name
   * @throws IllegalStateException if nothing is ever posted to it; the text says why
   */
  Optional<Integer> flush(String name);

  /**
   * Posts a ping to the webhook.
   *
   * @return empty where no callback has that name
   * @throws IllegalStateException if nothing is ever posted to it; the text says why
   */
  Optional<CompletableFuture<TestResult>> test(String name);
}
