package org.stanzagate.outbox;

import java.time.Instant;

/**
 * A lane in which something is.
 *
 * @param size how many stanzas
 * @param oldest when the first of them came
 */
public record StoredLane(String name, long size, Instant oldest) {}
