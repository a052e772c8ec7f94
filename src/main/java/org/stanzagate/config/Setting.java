package org.stanzagate.config;

/**
 * The value of a key, as it was read.
 *
 * @param place where it is given; where its section is, if it is the default
 */
record Setting(Object value, Place place) {}
