package org.stanzagate.config;

/**
 * The mailbox that a callback's stanzas are kept in until they are pulled.
 *
 * @param token the name of the one token that may pull them
 */
public record PullConfig(String token) implements CallbackConfig.Destination {}
