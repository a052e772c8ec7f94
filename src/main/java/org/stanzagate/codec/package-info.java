/**
 * Stanzas as bodies of HTTP: XML, plain text, and JSON and forms by a mapping that is compiled once
 * from the schemas in {@code openapi.yaml} to a tree of small codecs. Uses stanza and xml; with
 * http and config the only package that knows Jackson. Read {@link
 * org.stanzagate.codec.StanzaCodec} first; for the mapping, the head of {@code openapi.yaml}, then
 * {@code StanzaMapping}, {@code Key}, {@code ElementCodec}.
 */
@NullMarked
package org.stanzagate.codec;

import org.jspecify.annotations.NullMarked;
