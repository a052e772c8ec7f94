package org.stanzagate.http;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jxmpp.jid.Jid;
import org.stanzagate.config.AuthConfig;
import org.stanzagate.config.AuthConfig.Scope;
import org.stanzagate.config.AuthConfig.Token;
import org.stanzagate.config.Secret;
import org.stanzagate.config.TokenHash;

/**
 * Who a request is from, by its {@code Authorization}: Bearer with a token (RFC 6750), Basic with a
 * token's name and the token, or with the component's domain and secret (RFC 7617). Safe in any
 * thread.
 *
 * <p>All that is known is compared each time, as hashes of one length, so that the time it takes
 * tells nothing.
 */
final class Credentials {
  private final Jid domain;
  private final List<TokenLogin> tokens;
  private final Optional<TokenHash> componentLogin;

  /**
   * @param limits by the names of the tokens that have one
   */
  Credentials(
      AuthConfig auth,
      Jid domain,
      Secret componentSecret,
      Map<String, RateLimit> limits,
      Clock clock) {
    this.domain = domain;
    this.tokens =
        auth.tokens().stream()
            .map(token -> new TokenLogin(token, caller(token, domain, limits), clock))
            .toList();
    this.componentLogin =
        auth.componentLogin()
            ? Optional.of(TokenHash.of(domain + ":" + componentSecret.value()))
            : Optional.empty();
  }

  private static Caller caller(Token token, Jid domain, Map<String, RateLimit> limits) {
    return new Caller(
        token.name(),
        new Permissions(domain, token.scope()),
        Optional.ofNullable(limits.get(token.name())),
        token.admin());
  }

  /** Empty for credentials that are wrong, or no longer right. */
  Optional<Caller> check(String authorization) {
    int space = authorization.indexOf(' ');
    if (space < 0) {
      return Optional.empty();
    }
    String given = authorization.substring(space).stripLeading();
    return switch (authorization.substring(0, space).toLowerCase(Locale.ROOT)) {
      case "bearer" -> find(given).flatMap(TokenLogin::enter);
      case "basic" -> decoded(given).flatMap(this::basic);
      default -> Optional.empty();
    };
  }

  private static Optional<String> decoded(String base64) {
    try {
      return Optional.of(new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8));
    } catch (IllegalArgumentException notBase64) {
      return Optional.empty();
    }
  }

  /** A token's name has no colon; a domain that is an IPv6 address has. */
  private Optional<Caller> basic(String pair) {
    String user = pair.substring(0, Math.max(0, pair.indexOf(':')));
    Optional<TokenLogin> token =
        find(pair.substring(pair.indexOf(':') + 1)).filter(login -> login.name().equals(user));
    TokenHash given = TokenHash.of(pair);
    return componentLogin
        .filter(login -> login.matches(given))
        .map(login -> component())
        .or(() -> token.flatMap(TokenLogin::enter));
  }

  private Caller component() {
    return new Caller(
        domain.toString(), new Permissions(domain, Scope.ALL), Optional.empty(), true);
  }

  /** Compares with all of them, whatever the outcome. */
  private Optional<TokenLogin> find(String given) {
    TokenHash hash = TokenHash.of(given);
    TokenLogin found = null;
    for (TokenLogin login : tokens) {
      if (login.hash().matches(hash)) {
        found = login;
      }
    }
    return Optional.ofNullable(found);
  }
}
