package org.stanzagate.listener;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import io.undertow.util.Methods;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Finds the endpoint of a path and a method (RFC 9110 section 9). {@code HEAD} goes with {@code
 * GET}, {@code OPTIONS} with everything. Safe in any thread once it is filled.
 */
public final class Routes implements HttpHandler {
  private final Map<String, Route> routes = new LinkedHashMap<>();
  private final Answers answers;
  private final String api;

  /**
   * @param api where the API begins, for those who are lost
   */
  public Routes(Answers answers, String api) {
    this.answers = answers;
    this.api = api;
  }

  public Routes get(String path, HttpHandler endpoint) {
    routes.put(path, new Route(Methods.GET, "GET, HEAD, OPTIONS", endpoint));
    return this;
  }

  public Routes post(String path, HttpHandler endpoint) {
    routes.put(path, new Route(Methods.POST, "POST, OPTIONS", endpoint));
    return this;
  }

  /** The paths there are something at. */
  public Set<String> paths() {
    return Collections.unmodifiableSet(routes.keySet());
  }

  @Override
  public void handleRequest(HttpServerExchange exchange) throws Exception {
    String path = exchange.getRequestPath();
    HttpString method = exchange.getRequestMethod();
    Route route = routes.get(path.endsWith("/") ? path.substring(0, path.length() - 1) : path);
    if (route == null) {
      throw new HttpException(
          Failure.notFound("there is nothing here; stanzas are posted to " + api));
    }
    if (method.equals(Methods.OPTIONS)) {
      exchange.getResponseHeaders().put(Headers.ALLOW, route.allow);
      answers.empty(exchange, 204);
    } else if (method.equals(route.method)
        || (method.equals(Methods.HEAD) && route.method.equals(Methods.GET))) {
      route.endpoint.handleRequest(exchange);
    } else {
      throw new HttpException(Failure.methodNotAllowed(method.toString(), route.allow));
    }
  }

  private record Route(HttpString method, String allow, HttpHandler endpoint) {}
}
