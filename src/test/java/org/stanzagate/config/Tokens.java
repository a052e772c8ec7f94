package org.stanzagate.config;

import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.jxmpp.stringprep.XmppStringprepException;
import org.stanzagate.config.AuthConfig.Scope;
import org.stanzagate.config.AuthConfig.Token;
import org.stanzagate.stanza.JidPattern;
import org.stanzagate.stanza.Kind;

/** A token as tests write it: what they don't name is no limit. Immutable. */
public record Tokens(
    String name,
    String token,
    List<String> from,
    Set<Kind> kinds,
    List<String> to,
    @Nullable Instant expires,
    @Nullable Rate rate,
    boolean admin) {

  public static Tokens token(String name, String token) {
    return new Tokens(name, token, List.of(), Set.of(), List.of(), null, null, false);
  }

  public Tokens from(String... patterns) {
    return new Tokens(name, token, List.of(patterns), kinds, to, expires, rate, admin);
  }

  public Tokens kinds(Kind first, Kind... rest) {
    return new Tokens(name, token, from, EnumSet.of(first, rest), to, expires, rate, admin);
  }

  public Tokens to(String... patterns) {
    return new Tokens(name, token, from, kinds, List.of(patterns), expires, rate, admin);
  }

  public Tokens expires(Instant end) {
    return new Tokens(name, token, from, kinds, to, end, rate, admin);
  }

  public Tokens rate(Rate limit) {
    return new Tokens(name, token, from, kinds, to, expires, limit, admin);
  }

  public Tokens asAdmin() {
    return new Tokens(name, token, from, kinds, to, expires, rate, true);
  }

  public Scope scope() {
    return new Scope(patterns(from), kinds, patterns(to));
  }

  public Token build() {
    return new Token(name, TokenHash.of(token), scope(), expires, rate, admin);
  }

  /** These tokens, and no other way in. */
  public static AuthConfig auth(Tokens... tokens) {
    return new AuthConfig(false, false, List.of(tokens).stream().map(Tokens::build).toList());
  }

  private static List<JidPattern> patterns(List<String> texts) {
    List<JidPattern> patterns = new ArrayList<>();
    for (String text : texts) {
      try {
        patterns.add(JidPattern.parse(text));
      } catch (XmppStringprepException e) {
        throw new AssertionError(e);
      }
    }
    return patterns;
  }
}
