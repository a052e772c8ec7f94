package org.stanzagate.outbox;

import java.time.Instant;
import org.stanzagate.stanza.Stanza;

/** A stanza as it was put into the store. */
public record StoredStanza(
    long id, Stanza stanza, boolean isOwn, Instant received, Instant expires) {}
