/**
 * One request to a webhook and its answer (RFC 9110), over HTTP/1.1 or HTTP/2: connections, trust,
 * deadlines, limits, signatures. Knows nothing of whose turn it is, nor of what an answer means.
 * Uses codec, stanza, xml, config and tls; the only package that knows Apache's HttpClient. Read
 * {@link org.stanzagate.client.WebhookClient} first; {@link org.stanzagate.client.WebhookRequests}
 * writes what it sends.
 */
@NullMarked
package org.stanzagate.client;

import org.jspecify.annotations.NullMarked;
