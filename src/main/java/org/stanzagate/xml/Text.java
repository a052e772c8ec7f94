package org.stanzagate.xml;

/** Character data, with references already resolved; never empty inside an {@link Element}. */
public record Text(String value) implements Node {}
