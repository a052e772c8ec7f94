package org.stanzagate.config;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A token as it is kept: its SHA-256, from which nobody gets the token back, as long as that can't
 * be guessed. Immutable.
 */
public final class TokenHash {
  /** Begins the text form of a hash, and so no token. */
  public static final String PREFIX = "sha256:";

  /** What could be guessed, hashed or not. */
  public static final int SHORT = 16;

  /** In characters. */
  public static final int LONGEST = 1024;

  private static final Pattern TOKEN = Pattern.compile("[!-~]{1," + LONGEST + "}");
  private static final Pattern HEX = Pattern.compile("[0-9A-Fa-f]{64}");

  private final byte[] sha256;

  private TokenHash(byte[] sha256) {
    this.sha256 = sha256;
  }

  /**
   * The hash that these digits are.
   *
   * @throws IllegalArgumentException if they aren't 64 hexadecimal ones
   */
  public static TokenHash ofHex(String digits) {
    if (!HEX.matcher(digits).matches()) {
      throw new IllegalArgumentException("64 hexadecimal digits follow " + PREFIX);
    }
    return new TokenHash(HexFormat.of().parseHex(digits));
  }

  /** Whether a text can be a token: visible ASCII, so that a header carries it as it is. */
  public static boolean isToken(String text) {
    return TOKEN.matcher(text).matches() && !text.startsWith(PREFIX);
  }

  /** The hash of any text, be it a token or not. */
  public static TokenHash of(String text) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return new TokenHash(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** As the configuration writes it: {@code sha256:} and the digits. */
  public String text() {
    return PREFIX + HexFormat.of().formatHex(sha256);
  }

  /** The same as {@code equals}, in a time that tells nothing of where they differ. */
  public boolean matches(TokenHash other) {
    return MessageDigest.isEqual(sha256, other.sha256);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof TokenHash hash && matches(hash);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(sha256);
  }

  /** Without the hash, for no log is to help those who guess. */
  @Override
  public String toString() {
    return "(hash of a token)";
  }
}
