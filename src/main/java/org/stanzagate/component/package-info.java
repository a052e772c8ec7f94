/**
 * The connection to the XMPP server, as an external component (XEP-0114): handshake, reconnecting,
 * one reader and one writer a stream, keepalive, and what waits for its answer. Uses stanza, xml
 * and config. Read {@link org.stanzagate.component.Component} first, then {@link
 * org.stanzagate.component.ReconnectingComponent}, which goes from one {@code ComponentSession} to
 * the next.
 */
@NullMarked
package org.stanzagate.component;

import org.jspecify.annotations.NullMarked;
