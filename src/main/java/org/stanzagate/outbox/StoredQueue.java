package org.stanzagate.outbox;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A queue in the store.
 *
 * @param name of the callback, or of the token that pulls
 * @param targetHash of what it is for: SHA-256, in hexadecimal
 * @param lastHandedOut the greatest id that was handed to the one who pulls; 0 for none
 */
public record StoredQueue(long id, Kind kind, String name, String targetHash, long lastHandedOut) {
  /** The hash of a target. */
  public static String hash(String target) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(target.getBytes(UTF_8));
      return HexFormat.of().formatHex(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** How stanzas leave it. */
  public enum Kind {
    POSTED,
    PULLED
  }
}
