/**
 * Stanzas, their addresses and their errors: RFC 6120 sections 8 and 8.3, RFC 6121, RFC 6122.
 * Immutable data over {@link org.stanzagate.xml.Element}; uses only the xml package, jxmpp's JIDs
 * and Smack's error vocabulary. Read {@link org.stanzagate.stanza.Stanza} first.
 */
@NullMarked
package org.stanzagate.stanza;

import org.jspecify.annotations.NullMarked;
