package org.stanzagate.listener;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import io.undertow.util.Methods;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds the endpoint of a path and a method (RFC 9110 section 9). {@code HEAD} goes with {@code
 * GET}, {@code OPTIONS} with everything. Safe in any thread once it is filled.
 */
public final class Routes implements HttpHandler {
  private static final String GET = "GET, HEAD, OPTIONS";
  private static final String POST = "POST, OPTIONS";

  private final Map<String, Route> routes = new LinkedHashMap<>();
  private final Map<String, Route> below = new LinkedHashMap<>();
  private final Answers answers;
  private final String way;

  /**
   * @param way what those are told who are lost
   */
  public Routes(Answers answers, String way) {
    this.answers = answers;
    this.way = way;
  }

  public Routes get(String path, HttpHandler endpoint) {
    routes.put(path, new Route(path, Methods.GET, GET, endpoint));
    return this;
  }

  public Routes post(String path, HttpHandler endpoint) {
    routes.put(path, new Route(path, Methods.POST, POST, endpoint));
    return this;
  }

  /**
   * All that is below a path and has no route of its own.
   *
   * @param prefix ends with a slash
   */
  public Routes getBelow(String prefix, HttpHandler endpoint) {
    below.put(prefix, new Route(prefix + "*", Methods.GET, GET, endpoint));
    return this;
  }

  /**
   * All that is below a path and has no route of its own.
   *
   * @param prefix ends with a slash
   */
  public Routes postBelow(String prefix, HttpHandler endpoint) {
    below.put(prefix, new Route(prefix + "*", Methods.POST, POST, endpoint));
    return this;
  }

  /** The paths there is something at; those that end with a slash stand for all below. */
  public Set<String> paths() {
    Set<String> paths = new LinkedHashSet<>(routes.keySet());
    paths.addAll(below.keySet());
    return paths;
  }

  @Override
  public void handleRequest(HttpServerExchange exchange) throws Exception {
    String path = exchange.getRequestPath();
    HttpString method = exchange.getRequestMethod();
    Route route = find(path);
    if (route == null) {
      throw new HttpException(Failure.notFound("there is nothing here; " + way));
    }
    RequestRoute.set(exchange, route.name);
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

  private @Nullable Route find(String path) {
    Route exact = routes.get(isFolder(path) ? path.substring(0, path.length() - 1) : path);
    if (exact != null) {
      return exact;
    }
    for (Map.Entry<String, Route> route : below.entrySet()) {
      if (path.startsWith(route.getKey())) {
        return route.getValue();
      }
    }
    return null;
  }

  /** What is asked for with a slash at its end is the same without it. */
  private static boolean isFolder(String path) {
    return path.length() > 1 && path.endsWith("/");
  }

  private record Route(String name, HttpString method, String allow, HttpHandler endpoint) {}
}
