package org.stanzagate.config;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

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
    Set<Secret> secrets = new HashSet<>();
    for (Token token : tokens) {
      if (!names.add(token.name())) {
        throw new IllegalArgumentException(
            "two tokens have the name " + token.name() + "; each needs its own");
      }
      if (!secrets.add(token.token())) {
        throw new IllegalArgumentException(
            "the token " + token.name() + " is the same as another; each needs its own");
      }
    }
  }

  /**
   * One bearer token.
   *
   * @param name {@code [A-Za-z0-9._-]+}; stands for it in logs, and is its user name with Basic
   */
  public record Token(String name, Secret token) {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]+");

    public Token {
      if (!NAME.matcher(name).matches()) {
        throw new IllegalArgumentException("a token's name has only the characters A-Za-z0-9._-");
      }
    }
  }
}
