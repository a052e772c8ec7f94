package org.stanzagate.config;

/**
 * The database for what must not be lost.
 *
 * @param url of JDBC, with an absolute path
 */
public record StoreConfig(String url) {}
