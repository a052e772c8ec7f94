package org.stanzagate.outbox;

/**
 * A queue in the store.
 *
 * @param name of the callback, or of the token that pulls
 * @param targetHash the hash of what it is for, in hexadecimal (SHA-256)
 * @param lastHandedOut the greatest id that was handed to the one who pulls; 0 for none
 */
public record StoredQueue(long id, Kind kind, String name, String targetHash, long lastHandedOut) {
  /** How stanzas leave it. */
  public enum Kind {
    POSTED,
    PULLED
  }
}
