package org.stanzagate.config;

import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jxmpp.jid.Jid;
import org.stanzagate.config.AuthConfig.Scope;
import org.stanzagate.config.AuthConfig.Token;
import org.stanzagate.stanza.JidPattern;

/** Reads {@code auth}. For one thread. */
final class AuthKeys {
  /** A token, or its hash; still as text, for only a token can be too short. */
  private static final ScalarType<Secret> TOKEN =
      new ScalarType<>(
              "visible ASCII without blanks, or what hash-token prints",
              text -> {
                if (text.startsWith(TokenHash.PREFIX)) {
                  checkHash(text);
                } else if (!TokenHash.isToken(text)) {
                  throw new FaultyValue("");
                }
                return new Secret(text);
              })
          .secret();

  private final Section auth;
  private final Optional<Jid> domain;
  private final Instant now;
  private final UniqueNames names = new UniqueNames("token-");
  private final Set<TokenHash> hashes = new HashSet<>();

  /**
   * @param domain the component's; empty if it is faulty
   */
  AuthKeys(Section auth, Optional<Jid> domain, Instant now) {
    this.auth = auth;
    this.domain = domain;
    this.now = now;
  }

  Optional<AuthConfig> read() {
    List<Section> items = auth.sections("tokens");
    Optional<Boolean> anonymous = auth.or("anonymous", ValueTypes.BOOLEAN, "false");
    Optional<Boolean> login =
        auth.or("component_login", ValueTypes.BOOLEAN, String.valueOf(items.isEmpty()));
    List<Token> tokens =
        items.stream().flatMap(item -> token(item, login.orElse(false)).stream()).toList();
    if (items.isEmpty() && login.equals(Optional.of(false)) && anonymous.equals(login)) {
      auth.problem(
          "component_login", "is off, and there are no tokens: nobody could use the API; give one");
    }
    return auth.build(
        "tokens", () -> new AuthConfig(anonymous.orElseThrow(), login.orElseThrow(), tokens));
  }

  private Optional<Token> token(Section item, boolean componentLogin) {
    Optional<TokenHash> hash = item.require("token", TOKEN).map(secret -> judged(item, secret));
    Optional<String> name = names.next(item);
    if (componentLogin && domain.map(Jid::toString).equals(name)) {
      item.problem("name", "is the user of the component's own login; choose another");
    }
    Optional<Scope> scope = scope(item);
    Optional<Instant> expires = item.find("expires", ValueTypes.INSTANT);
    Optional<Rate> rate = item.find("rate", ValueTypes.RATE);
    Optional<Boolean> admin = item.or("admin", ValueTypes.BOOLEAN, "false");
    expires
        .filter(end -> !end.isAfter(now))
        .ifPresent(
            end ->
                item.warning(
                    "expires",
                    end
                        + " is over, so the token "
                        + name.orElse("")
                        + " is refused; give a later time, or take the token out"));
    return item.build(
        "name",
        () ->
            new Token(
                name.orElseThrow(),
                hash.orElseThrow(),
                scope.orElseThrow(),
                expires.orElse(null),
                rate.orElse(null),
                admin.orElseThrow()));
  }

  private Optional<Scope> scope(Section item) {
    var from = item.find("from", ListType.someOf(ValueTypes.JID_PATTERN));
    var kinds = item.find("kinds", ListType.someOf(ValueTypes.KIND));
    var to = item.find("to", ListType.someOf(ValueTypes.JID_PATTERN));
    for (JidPattern pattern : from.orElse(List.of())) {
      domain
          .filter(own -> !pattern.matchesDomain(own))
          .ifPresent(
              own ->
                  item.problem(
                      "from",
                      pattern
                          + " matches no address of the component, which has only those of its"
                          + " domain: write "
                          + own
                          + ", bot@"
                          + own
                          + " or \"*@"
                          + own
                          + '"'));
    }
    return item.build(
        "from",
        () ->
            new Scope(
                from.orElse(List.of()), Set.copyOf(kinds.orElse(List.of())), to.orElse(List.of())));
  }

  private TokenHash judged(Section item, Secret token) {
    String text = token.value();
    boolean isPlain = TokenHash.isToken(text);
    TokenHash hash = isPlain ? TokenHash.of(text) : parse(text);
    if (!hashes.add(hash)) {
      item.problem("token", "is the same as another; give each its own");
    } else if (isPlain && text.length() < TokenHash.SHORT) {
      item.warning("token", "is short enough to be guessed; take one from: openssl rand -hex 20");
    }
    return hash;
  }

  private static void checkHash(String text) throws FaultyValue {
    try {
      TokenHash unused = parse(text);
    } catch (IllegalArgumentException e) {
      throw new FaultyValue(String.valueOf(e.getMessage()));
    }
  }

  private static TokenHash parse(String text) {
    return TokenHash.ofHex(text.substring(TokenHash.PREFIX.length()));
  }
}
