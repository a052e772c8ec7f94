package org.stanzagate.outbox;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What waits in one conversation for a callback.
 *
 * @param from its bare JID there
 * @param to its bare JID here
 * @param isIqs whether it is the lane of the iqs, or that of all the rest
 * @param queued how many stanzas wait, the one under way included
 * @param oldestAge of the first of them
 * @param nextTry when that is tried again; null where it doesn't wait for it
 */
public record ConversationState(
    String callback,
    String from,
    String to,
    boolean isIqs,
    long queued,
    Duration oldestAge,
    @Nullable Instant nextTry) {}
