package org.stanzagate.webhook;

import org.stanzagate.stanza.Stanza;

/**
 * A stanza that is to be delivered, with what had to be found out when it came.
 *
 * @param isOwn whether it is what its addressee said in a room itself; later its nickname there may
 *     be another
 */
record Incoming(Stanza stanza, boolean isOwn) {}
