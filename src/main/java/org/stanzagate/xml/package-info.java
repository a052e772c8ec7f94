/**
 * XML as XMPP uses it: an immutable {@link org.stanzagate.xml.Element} tree, its reader and writer,
 * and the reader of a whole stream, which cuts it into stanzas. Every limit on XML is here. Knows
 * nothing of XMPP but RFC 6120 sections 4 and 11; the only package that knows the XML parser. Read
 * {@link org.stanzagate.xml.Element} first, then {@link org.stanzagate.xml.StreamReader}.
 */
@NullMarked
package org.stanzagate.xml;

import org.jspecify.annotations.NullMarked;
