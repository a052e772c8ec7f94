/**
 * TLS as both sides of the gateway need it: certificates and keys out of PEM files, and the
 * contexts made of them. Uses nothing of ours. Read {@link org.stanzagate.tls.PemFile} first.
 */
@NullMarked
package org.stanzagate.tls;

import org.jspecify.annotations.NullMarked;
