package org.stanzagate.xml;

/** What an {@link Element} can hold, in document order: elements and character data. Immutable. */
public sealed interface Node permits Element, Text {}
