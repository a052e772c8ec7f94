/**
 * The HTTP API: a chain of handlers that reads top to bottom, a handler an endpoint, and one place
 * that turns an exception into an answer. Uses listener, component, codec, outbox, stanza and
 * config. Nothing here blocks: requests that wait hold no thread. Read {@code RestServer} first.
 */
@NullMarked
package org.stanzagate.http;

import org.jspecify.annotations.NullMarked;
