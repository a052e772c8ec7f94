package org.stanzagate.http;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderMap;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import io.undertow.util.Methods;
import java.util.List;
import java.util.Optional;
import org.stanzagate.config.Origin;

/**
 * Tells browsers that pages of some other origins may call, and may read what they get (Fetch
 * Standard, section 3.2). Without cookies: a page brings its credentials itself. I/O thread only.
 */
final class Cors {
  private static final String PREFIX = "Access-Control-";
  private static final HttpString REQUEST_METHOD = new HttpString(PREFIX + "Request-Method");
  private static final HttpString ALLOW_ORIGIN = new HttpString(PREFIX + "Allow-Origin");
  private static final HttpString ALLOW_METHODS = new HttpString(PREFIX + "Allow-Methods");
  private static final HttpString ALLOW_HEADERS = new HttpString(PREFIX + "Allow-Headers");
  private static final HttpString EXPOSE_HEADERS = new HttpString(PREFIX + "Expose-Headers");
  private static final HttpString MAX_AGE = new HttpString(PREFIX + "Max-Age");

  /** What a page may send; what the Fetch Standard lets it send anyway needs no mention. */
  private static final String SENT =
      "Accept, Authorization, Content-Type, Idempotency-Key, Last-Event-ID, Prefer,"
          + " Prosody-Rest-Timeout";

  private static final String READ =
      "Allow, Preference-Applied, RateLimit, RateLimit-Policy, Retry-After, Stanza-Id,"
          + " WWW-Authenticate";

  /** As long as any browser keeps it, in seconds. */
  private static final String DAY = "86400";

  private final List<Origin> allowed;

  Cors(List<Origin> allowed) {
    this.allowed = allowed;
  }

  boolean isAllowed(Optional<Origin> origin) {
    return origin.filter(allowed::contains).isPresent();
  }

  /** The answer depends on who asks, which caches on the way have to know. */
  void vary(HttpServerExchange exchange) {
    if (!allowed.isEmpty()) {
      exchange.getResponseHeaders().add(Headers.VARY, "Origin");
    }
  }

  /**
   * Lets the page that asks read the answer, whatever it will be.
   *
   * @param origin as it was sent
   */
  static void allow(HttpServerExchange exchange, String origin) {
    HeaderMap answer = exchange.getResponseHeaders();
    answer.put(ALLOW_ORIGIN, origin);
    if (isPreflight(exchange)) {
      answer.put(ALLOW_METHODS, "GET, HEAD, POST, OPTIONS");
      answer.put(ALLOW_HEADERS, SENT);
      answer.put(MAX_AGE, DAY);
    } else {
      answer.put(EXPOSE_HEADERS, READ);
    }
  }

  /** The question that a browser asks before a request that a plain form couldn't make. */
  private static boolean isPreflight(HttpServerExchange exchange) {
    return exchange.getRequestMethod().equals(Methods.OPTIONS)
        && exchange.getRequestHeaders().contains(REQUEST_METHOD);
  }
}
