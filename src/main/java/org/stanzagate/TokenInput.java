package org.stanzagate;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.stanzagate.config.TokenHash;

/** A token as {@code hash-token} is given it: one line, whose end is no part of it. */
record TokenInput(TokenHash hash, Optional<String> warning) {
  /** Input that is no token. The message says why, and never what it was. */
  static final class Faulty extends Exception {
    private static final long serialVersionUID = 1L;

    Faulty(String message) {
      super(message);
    }
  }

  static TokenInput read(InputStream in) throws IOException, Faulty {
    // A line's end more than a token can have, and one byte more to see that there is more.
    byte[] bytes = in.readNBytes(TokenHash.LONGEST + 3);
    String line = new String(bytes, StandardCharsets.ISO_8859_1).replaceFirst("\\r?\\n\\z", "");
    if (line.isEmpty()) {
      throw new Faulty("There is no token on standard input; give one line, without blanks.");
    }
    if (line.chars().anyMatch(c -> c == '\n' || c == '\r')) {
      throw new Faulty("There is more than one line on standard input; give one token at a time.");
    }
    if (line.length() > TokenHash.LONGEST) {
      throw new Faulty(
          "The token is longer than " + TokenHash.LONGEST + " characters; take a shorter one.");
    }
    if (line.startsWith(TokenHash.PREFIX)) {
      throw new Faulty(
          "That begins with " + TokenHash.PREFIX + ", as a hash does; give the token itself.");
    }
    if (!TokenHash.isToken(line)) {
      throw new Faulty(
          "A token has only visible ASCII characters, and no blanks, so that a header can carry it;"
              + " take one from: openssl rand -hex 20");
    }
    return new TokenInput(TokenHash.of(line), warning(line));
  }

  private static Optional<String> warning(String token) {
    return token.length() < TokenHash.SHORT
        ? Optional.of(
            "The token is short enough to be guessed, hashed or not; take one from:"
                + " openssl rand -hex 20")
        : Optional.empty();
  }
}
