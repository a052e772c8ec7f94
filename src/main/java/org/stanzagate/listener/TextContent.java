package org.stanzagate.listener;

/**
 * Text to be answered with.
 *
 * @param type as in {@code Content-Type}
 */
public record TextContent(String type, String text) {}
