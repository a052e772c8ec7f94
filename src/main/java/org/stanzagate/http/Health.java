package org.stanzagate.http;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.stanzagate.listener.Answers;
import org.stanzagate.listener.Waiting;

/** {@code GET /healthz} and {@code /readyz}: whether something is so, and no more than that. */
final class Health implements HttpHandler {
  private final Supplier<CompletableFuture<Boolean>> isSo;
  private final String otherwise;
  private final Waiting waiting;
  private final Answers answers;

  /**
   * @param isSo asked anew each time
   * @param otherwise the body where it isn't so
   */
  Health(
      Supplier<CompletableFuture<Boolean>> isSo,
      String otherwise,
      Waiting waiting,
      Answers answers) {
    this.isSo = isSo;
    this.otherwise = otherwise;
    this.waiting = waiting;
    this.answers = answers;
  }

  /** What is known at once is answered at once. */
  @Override
  public void handleRequest(HttpServerExchange exchange) {
    CompletableFuture<Boolean> answer = isSo.get();
    if (answer.isDone()) {
      answer(exchange, answer.join());
    } else {
      waiting.await(exchange, answer, this::answer);
    }
  }

  private void answer(HttpServerExchange exchange, boolean so) {
    exchange.getResponseHeaders().put(Headers.CACHE_CONTROL, "no-store");
    answers.body(
        exchange,
        so ? 200 : 503,
        "text/plain; charset=utf-8",
        ((so ? "ok" : otherwise) + "\n").getBytes(StandardCharsets.UTF_8));
  }
}
