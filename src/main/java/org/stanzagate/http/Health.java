package org.stanzagate.http;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import java.nio.charset.StandardCharsets;
import java.util.function.BooleanSupplier;
import org.stanzagate.listener.Answers;

/** {@code GET /healthz} and {@code /readyz}: whether something is so, and no more than that. */
final class Health implements HttpHandler {
  private final BooleanSupplier isSo;
  private final String otherwise;
  private final Answers answers;

  /**
   * @param otherwise the body where it isn't so
   */
  Health(BooleanSupplier isSo, String otherwise, Answers answers) {
    this.isSo = isSo;
    this.otherwise = otherwise;
    this.answers = answers;
  }

  @Override
  public void handleRequest(HttpServerExchange exchange) {
    boolean so = isSo.getAsBoolean();
    exchange.getResponseHeaders().put(Headers.CACHE_CONTROL, "no-store");
    answers.body(
        exchange,
        so ? 200 : 503,
        "text/plain; charset=utf-8",
        ((so ? "ok" : otherwise) + "\n").getBytes(StandardCharsets.UTF_8));
  }
}
