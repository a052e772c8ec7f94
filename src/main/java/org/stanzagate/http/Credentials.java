package org.stanzagate.http;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jxmpp.jid.Jid;
import org.stanzagate.config.AuthConfig;
import org.stanzagate.config.Secret;

/**
 * Who a request is from, by its {@code Authorization}: Bearer with a token (RFC 6750), Basic with a
 * token's name and the token, or with the component's domain and secret (RFC 7617). Safe in any
 * thread.
 *
 * <p>All that is known is compared each time, as hashes of one length, so that the time it takes
 * tells nothing.
 */
final class Credentials {
  private final List<Login> bearer = new ArrayList<>();
  private final List<Login> basic = new ArrayList<>();

  Credentials(AuthConfig auth, Jid domain, Secret componentSecret) {
    for (AuthConfig.Token token : auth.tokens()) {
      String secret = token.token().value();
      bearer.add(new Login(token.name(), hash(secret)));
      basic.add(new Login(token.name(), hash(token.name() + ":" + secret)));
    }
    if (auth.componentLogin()) {
      basic.add(new Login(domain.toString(), hash(domain + ":" + componentSecret.value())));
    }
  }

  /** The name of the token, or the component's domain; empty for credentials that are wrong. */
  Optional<String> check(String authorization) {
    String[] parts = authorization.split(" +", 2);
    if (parts.length < 2) {
      return Optional.empty();
    }
    return switch (parts[0].toLowerCase(Locale.ROOT)) {
      case "bearer" -> find(bearer, parts[1]);
      case "basic" -> decoded(parts[1]).flatMap(pair -> find(basic, pair));
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

  /** Compares with all of them, whatever the outcome. */
  private static Optional<String> find(List<Login> logins, String given) {
    byte[] hash = hash(given);
    String found = null;
    for (Login login : logins) {
      if (MessageDigest.isEqual(login.hash, hash)) {
        found = login.name;
      }
    }
    return Optional.ofNullable(found);
  }

  private static byte[] hash(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** What must be given, as a hash, and whose it is. */
  private static final class Login {
    final String name;
    final byte[] hash;

    Login(String name, byte[] hash) {
      this.name = name;
      this.hash = hash;
    }
  }
}
