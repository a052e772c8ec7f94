/**
 * The configuration: records that the other packages are configured with, and the one class that
 * reads them from YAML and the environment and names every fault with its key and line. Uses stanza
 * for JIDs, tls for PEM files, and Jackson for YAML. Read {@link
 * org.stanzagate.config.GatewayConfig} first, then {@code GatewayKeys}, which lists every key there
 * is: a key that code begins to serve changes its verb there, and gets its place in a record.
 */
@NullMarked
package org.stanzagate.config;

import org.jspecify.annotations.NullMarked;
