package org.stanzagate.http;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import io.undertow.util.Methods;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.stanzagate.listener.Failure;
import org.stanzagate.listener.HttpException;
import org.stanzagate.listener.LogContext;

/**
 * Lets only requests with right credentials reach a protected path (RFC 9110 section 11). {@code
 * OPTIONS} needs none, since it tells nothing that is secret.
 */
final class Authentication implements HttpHandler {
  private final Credentials credentials;
  private final String realm;
  private final Predicate<String> isProtected;
  private final HttpHandler next;

  /**
   * @param isProtected of a path
   */
  Authentication(
      Credentials credentials, String realm, Predicate<String> isProtected, HttpHandler next) {
    this.credentials = credentials;
    this.realm = realm;
    this.isProtected = isProtected;
    this.next = next;
  }

  @Override
  public void handleRequest(HttpServerExchange exchange) throws Exception {
    if (isProtected.test(exchange.getRequestPath())
        && !exchange.getRequestMethod().equals(Methods.OPTIONS)) {
      String name =
          caller(exchange.getRequestHeaders().get(Headers.AUTHORIZATION))
              .orElseThrow(() -> new HttpException(Failure.unauthorized(realm)));
      LogContext.token(exchange, name);
    }
    next.handleRequest(exchange);
  }

  private Optional<String> caller(@Nullable HeaderValues authorization) {
    return authorization != null && authorization.size() == 1
        ? credentials.check(authorization.getFirst())
        : Optional.empty();
  }
}
