package org.stanzagate.http;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.stanzagate.listener.HttpServer;
import org.stanzagate.listener.TextContent;

/** {@code GET /metrics}: what Prometheus reads. I/O thread only. */
final class MetricsPage implements HttpHandler {
  static final String PATH = "/metrics";

  private static final int MAX_BODY = 1024;

  private final Function<String, CompletableFuture<TextContent>> metrics;
  private final EmptyBody nothing;
  private final HttpServer server;

  /**
   * @param metrics given what a reader accepts, in the format that suits it; never fails
   */
  MetricsPage(Function<String, CompletableFuture<TextContent>> metrics, HttpServer server) {
    this.metrics = metrics;
    this.nothing =
        new EmptyBody(
            server.bodies(MAX_BODY, "leave it out"), "a GET has no body here; leave it out");
    this.server = server;
  }

  @Override
  public void handleRequest(HttpServerExchange exchange) throws Exception {
    exchange.getResponseHeaders().put(Headers.CACHE_CONTROL, "no-store");
    HeaderValues accept = exchange.getRequestHeaders().get(Headers.ACCEPT);
    String accepted = accept == null ? "" : String.join(",", accept);
    nothing.read(
        exchange, read -> server.waiting().await(read, metrics.apply(accepted), this::answer));
  }

  private void answer(HttpServerExchange exchange, TextContent page) {
    exchange.getResponseHeaders().add(Headers.VARY, Headers.ACCEPT_STRING);
    server.answers().body(exchange, 200, page.type(), page.text().getBytes(StandardCharsets.UTF_8));
  }
}
