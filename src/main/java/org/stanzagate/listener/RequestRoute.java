package org.stanzagate.listener;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.AttachmentKey;

/** The route that a request has taken: one of few, to count by. */
public final class RequestRoute {
  /** Of what was refused before it was known. */
  static final String NONE = "none";

  private static final AttachmentKey<String> KEY = AttachmentKey.create(String.class);

  private RequestRoute() {}

  /**
   * Takes note of it.
   *
   * @param route never made of what the client says
   */
  public static void set(HttpServerExchange exchange, String route) {
    exchange.putAttachment(KEY, route);
  }

  static String of(HttpServerExchange exchange) {
    String route = exchange.getAttachment(KEY);
    return route == null ? NONE : route;
  }
}
