package org.stanzagate.checkin;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.stanzagate.config.Secret;
import org.stanzagate.config.TokenHash;
import org.stanzagate.listener.Failure;
import org.stanzagate.listener.HttpException;

/**
 * Lets only those pass who give the secret as their bearer token (RFC 6750). What is compared are
 * hashes of one length, in constant time, so that the time it takes tells nothing of the secret.
 */
final class Bearer implements HttpHandler {
  private static final String SCHEME = "bearer ";

  private final TokenHash hash;
  private final HttpHandler next;

  Bearer(Secret secret, HttpHandler next) {
    this.hash = TokenHash.of(secret.value());
    this.next = next;
  }

  @Override
  public void handleRequest(HttpServerExchange exchange) throws Exception {
    HeaderValues given = exchange.getRequestHeaders().get(Headers.AUTHORIZATION);
    if (!hash.matches(TokenHash.of(token(given)))) {
      throw new HttpException(
          new Failure(
              401,
              "auth",
              "not-authorized",
              "give the secret of the check-in API: Authorization: Bearer SECRET",
              Map.of("WWW-Authenticate", "Bearer realm=\"checkins\"")));
    }
    next.handleRequest(exchange);
  }

  /** Empty, which no secret is, where there is none. */
  private static String token(@Nullable HeaderValues given) {
    String value = given == null || given.size() != 1 ? "" : given.getFirst();
    return value.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
        ? value.substring(SCHEME.length()).strip()
        : "";
  }
}
