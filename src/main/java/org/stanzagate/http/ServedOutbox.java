package org.stanzagate.http;

import java.util.Optional;
import java.util.function.Function;
import org.stanzagate.outbox.Callbacks;
import org.stanzagate.outbox.Mailbox;

/**
 * What of the outbox there is through HTTP. Both are asked in I/O threads, so they must not wait.
 *
 * @param mailboxes by the names of the tokens that pull; empty for all others
 */
public record ServedOutbox(Function<String, Optional<Mailbox>> mailboxes, Callbacks callbacks) {}
