/**
 * An HTTP server that stands what anybody may send it: limits on heads, bodies, time, memory and
 * requests, each with its own clear answer; and what endpoints are made of. Knows nothing of XMPP,
 * and uses no package of ours but tls; with it only those who write endpoints know Undertow.
 * Nothing here blocks: requests that wait hold no thread. Read {@code HttpServer} first.
 */
@NullMarked
package org.stanzagate.listener;

import org.jspecify.annotations.NullMarked;
