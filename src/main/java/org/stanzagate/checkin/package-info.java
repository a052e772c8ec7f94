/**
 * The check-in API: bots post what they heard, one row is kept of each check-in, and each is
 * announced once over XMPP. Uses listener, component, rooms, sql, stanza, xml and config. Read
 * {@link org.stanzagate.checkin.Checkins} first; then {@code CheckinServer} for the way in, {@code
 * Announcer} for the way out, and between them {@code CheckinStore}.
 */
@NullMarked
package org.stanzagate.checkin;

import org.jspecify.annotations.NullMarked;
