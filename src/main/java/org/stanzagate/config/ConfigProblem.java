package org.stanzagate.config;

/**
 * One fault in the configuration, or one oddity that is worth a warning.
 *
 * @param source the file as it was named, or the environment variable
 * @param line from 1; 0 where there is none, as for a key that is missing
 * @param key the key's path, like {@code auth.tokens[1].name}; empty for the file as a whole
 * @param message what is wrong, and what would be right; may hold text from the file as it is, so
 *     that it is to be escaped before it is printed
 */
public record ConfigProblem(String source, int line, String key, String message) {

  /** As compilers do it: {@code stanzagate.yml:12: http.max_body}. */
  public String where() {
    return source + (line > 0 ? ":" + line : "") + (key.isEmpty() ? "" : ": " + key);
  }

  @Override
  public String toString() {
    return where() + ": " + message;
  }
}
