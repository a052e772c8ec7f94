package org.stanzagate.config;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a web page comes from (RFC 6454): {@code https://app.example.net}. Two that name the same
 * are equal.
 *
 * @param scheme in small letters
 * @param host in small letters, an IPv6 address in brackets
 */
public record Origin(String scheme, String host, int port) {
  private static final Pattern WRITTEN =
      Pattern.compile(
          "(https?)://([a-z0-9._-]+|\\[[0-9a-f:.]+])(?::([0-9]{1,5}))?", Pattern.CASE_INSENSITIVE);

  /** Reads what browsers send in {@code Origin}; empty for what is none, such as {@code null}. */
  public static Optional<Origin> parse(String text) {
    Matcher origin = WRITTEN.matcher(text);
    if (!origin.matches()) {
      return Optional.empty();
    }
    String scheme = origin.group(1).toLowerCase(Locale.ROOT);
    int usual = scheme.equals("https") ? 443 : 80;
    int port = origin.group(3) == null ? usual : Integer.parseInt(origin.group(3));
    return port > 0xFFFF
        ? Optional.empty()
        : Optional.of(new Origin(scheme, origin.group(2).toLowerCase(Locale.ROOT), port));
  }
}
