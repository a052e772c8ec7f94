package org.stanzagate.http;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import org.stanzagate.listener.Failure;
import org.stanzagate.listener.HttpException;

/** Lets only administrators pass: tokens that are marked so, and the component's login. */
final class Admins implements HttpHandler {
  private final HttpHandler next;

  Admins(HttpHandler next) {
    this.next = next;
  }

  @Override
  public void handleRequest(HttpServerExchange exchange) throws Exception {
    if (!Caller.of(exchange).admin()) {
      throw new HttpException(
          Failure.forbidden(
              "this is for administrators: use a token that has admin: true in auth.tokens, or, with"
                  + " auth.component_login, the component's domain and secret"));
    }
    next.handleRequest(exchange);
  }
}
