package org.stanzagate.http;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import io.undertow.util.Methods;
import java.util.Optional;
import java.util.function.Predicate;
import org.stanzagate.listener.Failure;
import org.stanzagate.listener.HttpException;

/**
 * Lets only requests with right credentials reach a protected path (RFC 9110 section 11), and says
 * who they are from. {@code OPTIONS} needs none, since it tells nothing that is secret.
 */
final class Authentication implements HttpHandler {
  private final Credentials credentials;
  private final Optional<Caller> anybody;
  private final String realm;
  private final Predicate<String> isProtected;
  private final HttpHandler next;

  /**
   * @param anybody who a request is from where credentials don't matter; empty where they do
   * @param isProtected of a path
   */
  Authentication(
      Credentials credentials,
      Optional<Caller> anybody,
      String realm,
      Predicate<String> isProtected,
      HttpHandler next) {
    this.credentials = credentials;
    this.anybody = anybody;
    this.realm = realm;
    this.isProtected = isProtected;
    this.next = next;
  }

  @Override
  public void handleRequest(HttpServerExchange exchange) throws Exception {
    if (isProtected.test(exchange.getRequestPath())
        && !exchange.getRequestMethod().equals(Methods.OPTIONS)) {
      caller(authorization(exchange))
          .orElseThrow(() -> new HttpException(Failure.unauthorized(realm)))
          .attachTo(exchange);
    }
    next.handleRequest(exchange);
  }

  /** What a request gives for credentials; empty where that is nothing, or too much. */
  static String authorization(HttpServerExchange exchange) {
    HeaderValues given = exchange.getRequestHeaders().get(Headers.AUTHORIZATION);
    return given != null && given.size() == 1 ? given.getFirst() : "";
  }

  /** Who gives these credentials now; empty where they are wrong, or no longer right. */
  Optional<Caller> caller(String authorization) {
    return anybody.or(() -> credentials.check(authorization));
  }
}
