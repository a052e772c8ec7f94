/**
 * The check-in API: bots post what they heard, one row is kept of each check-in, and each is
 * announced once over XMPP. Uses listener, component, rooms, stanza, xml and config; the only
 * package that knows SQL. Read {@link org.stanzagate.checkin.Checkins} first; then {@code
 * CheckinServer} for the way in, {@code Announcer} for the way out, and between them {@code
 * CheckinStore} on its {@code Database}.
 */
@NullMarked
package org.stanzagate.checkin;

import org.jspecify.annotations.NullMarked;
