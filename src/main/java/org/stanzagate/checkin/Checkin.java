package org.stanzagate.checkin;

/**
 * What a bot heard on the mesh.
 *
 * @param packetHash tells one from another, whichever bot sends it
 * @param timestamp ISO 8601, as it was sent
 * @param sourceBot empty where the bot doesn't say
 */
record Checkin(
    String packetHash,
    String username,
    String message,
    String channel,
    String timestamp,
    String sourceBot) {}
