package org.stanzagate.xml;

/**
 * What is known of a stanza that could not be taken: enough to tell its sender.
 *
 * @param element the stanza with its attributes, and its child elements with theirs but nothing in
 *     them, nor text between them; of equal ones in a row the first
 * @param complete whether all child elements are there; their number and size are bounded
 */
public record StanzaHead(Element element, boolean complete) {}
