package org.stanzagate.http;

import org.stanzagate.listener.RequestWatch;

/**
 * What there is to be known of a gateway that runs.
 *
 * @param requests is told of each request
 */
public record Insight(RequestWatch requests) {}
