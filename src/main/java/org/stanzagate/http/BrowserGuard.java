package org.stanzagate.http;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderMap;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import io.undertow.util.Methods;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.stanzagate.config.Origin;
import org.stanzagate.console.ConsoleFiles;
import org.stanzagate.listener.Failure;
import org.stanzagate.listener.HttpException;

/**
 * Keeps other web sites from using the API through the browser of somebody who can reach it. A
 * browser says where a request comes from, by {@code Sec-Fetch-Site} (W3C Fetch Metadata) or, where
 * it is too old for that, {@code Origin} (RFC 6454); other clients send neither. Links from
 * elsewhere may lead to the pages for people.
 *
 * <p>Where no credentials are needed, the {@code Host} must be this machine's: a site whose name
 * was made to resolve to 127.0.0.1 (DNS rebinding) looks like the same origin.
 */
final class BrowserGuard implements HttpHandler {
  private static final HttpString SEC_FETCH_SITE = new HttpString("Sec-Fetch-Site");
  private static final HttpString SEC_FETCH_MODE = new HttpString("Sec-Fetch-Mode");
  private static final HttpString SEC_FETCH_DEST = new HttpString("Sec-Fetch-Dest");

  private static final Pattern LOOPBACK =
      Pattern.compile(
          "(localhost|127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}|\\[::1])(:\\d+)?",
          Pattern.CASE_INSENSITIVE);

  private final boolean anonymous;
  private final Cors cors;
  private final HttpHandler next;

  BrowserGuard(boolean anonymous, Cors cors, HttpHandler next) {
    this.anonymous = anonymous;
    this.cors = cors;
    this.next = next;
  }

  @Override
  public void handleRequest(HttpServerExchange exchange) throws Exception {
    HeaderMap headers = exchange.getRequestHeaders();
    String host = headers.contains(Headers.HOST) ? headers.getFirst(Headers.HOST) : "";
    if (anonymous && !LOOPBACK.matcher(host).matches()) {
      throw new HttpException(
          Failure.forbidden(
              "without credentials, only requests to this machine's own names are served:"
                  + " use localhost, 127.0.0.1 or [::1], or set auth.tokens"));
    }
    cors.vary(exchange);
    HeaderValues origins = headers.get(Headers.ORIGIN);
    if (origins != null
        && origins.size() == 1
        && cors.isAllowed(Origin.parse(origins.getFirst()))) {
      Cors.allow(exchange, origins.getFirst());
    } else if (!isSameOrigin(headers, host) && !isVisit(exchange)) {
      throw new HttpException(
          Failure.forbidden(
              "web pages from elsewhere may not use this gateway, unless http.cors lists their"
                  + " origin"));
    }
    next.handleRequest(exchange);
  }

  private static boolean isSameOrigin(HeaderMap headers, String host) {
    HeaderValues site = headers.get(SEC_FETCH_SITE);
    if (site != null) {
      return List.of("same-origin").containsAll(site) || List.of("none").containsAll(site);
    }
    HeaderValues origins = headers.get(Headers.ORIGIN);
    return origins == null || (origins.size() == 1 && isOriginOf(origins.getFirst(), host));
  }

  /** Somebody follows a link to a page of ours: what is there, the other site never sees. */
  private static boolean isVisit(HttpServerExchange exchange) {
    HeaderMap headers = exchange.getRequestHeaders();
    return exchange.getRequestMethod().equals(Methods.GET)
        && ConsoleFiles.isPage(exchange.getRequestPath())
        && List.of("navigate").equals(headers.get(SEC_FETCH_MODE))
        && List.of("document").equals(headers.get(SEC_FETCH_DEST));
  }

  /** The scheme is not compared: behind a proxy that ends TLS, ours is another. */
  private static boolean isOriginOf(String page, String host) {
    Optional<Origin> origin = Origin.parse(page);
    return origin.isPresent() && Origin.parse(origin.get().scheme() + "://" + host).equals(origin);
  }
}
