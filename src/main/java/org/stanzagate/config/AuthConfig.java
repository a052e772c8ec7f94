package org.stanzagate.config;

import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.stanzagate.stanza.JidPattern;
import org.stanzagate.stanza.Kind;

/**
 * Who may use the API.
 *
 * @param anonymous everybody may, without credentials; only on loopback
 * @param componentLogin Basic credentials of the component's domain and secret are taken
 * @param tokens no two with the same name or the same token
 */
public record AuthConfig(boolean anonymous, boolean componentLogin, List<Token> tokens) {
  public AuthConfig {
    tokens = List.copyOf(tokens);
    Set<String> names = new HashSet<>();
    Set<TokenHash> hashes = new HashSet<>();
    for (Token token : tokens) {
      if (!names.add(token.name())) {
        throw new IllegalArgumentException(
            "two tokens have the name " + token.name() + "; each needs its own");
      }
      if (!hashes.add(token.hash())) {
        throw new IllegalArgumentException(
            "the token " + token.name() + " is the same as another; each needs its own");
      }
    }
  }

  /**
   * One bearer token.
   *
   * @param name {@code [A-Za-z0-9._-]+}; stands for it in logs, and is its user name with Basic
   * @param expires from then on it is refused; null for never
   * @param rate how often it may send; null for no limit
   * @param admin may read metrics, callbacks and all traffic
   */
  public record Token(
      String name,
      TokenHash hash,
      Scope scope,
      @Nullable Instant expires,
      @Nullable Rate rate,
      boolean admin) {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]+");

    public Token {
      if (!NAME.matcher(name).matches()) {
        throw new IllegalArgumentException("a token's name has only the characters A-Za-z0-9._-");
      }
    }
  }

  /**
   * What may be sent. Each of the three that is empty is no limit.
   *
   * @param from patterns, one of which is to match
   * @param kinds of stanza
   * @param to patterns, one of which is to match
   */
  public record Scope(List<JidPattern> from, Set<Kind> kinds, List<JidPattern> to) {
    public static final Scope ALL = new Scope(List.of(), Set.of(), List.of());

    public Scope {
      from = List.copyOf(from);
      kinds = Set.copyOf(kinds);
      to = List.copyOf(to);
    }
  }
}
