/**
 * What the gateway counts, as Prometheus reads it. The only place that knows Micrometer: the parts
 * count for themselves, or tell a small listener of their own, and are asked when somebody reads.
 * Uses component, listener, webhook, outbox and stanza. Read {@link
 * org.stanzagate.metrics.Metrics}.
 */
@NullMarked
package org.stanzagate.metrics;

import org.jspecify.annotations.NullMarked;
