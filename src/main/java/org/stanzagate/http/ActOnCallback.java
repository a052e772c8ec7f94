package org.stanzagate.http;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.stanzagate.codec.Leniency;
import org.stanzagate.listener.Failure;
import org.stanzagate.listener.HttpException;
import org.stanzagate.listener.Waiting;
import org.stanzagate.outbox.Callbacks;
import org.stanzagate.outbox.TestResult;

/**
 * {@code POST /rest/callbacks/{name}/flush} and {@code …/test}: posts now what waits for its next
 * try, or a ping. I/O thread only.
 */
final class ActOnCallback implements HttpHandler {
  private final String route;
  private final Callbacks callbacks;
  private final EmptyBody nothing;
  private final Waiting waiting;
  private final JsonAnswers answers;

  /**
   * @param route up to the name, with a slash at its end
   */
  ActOnCallback(
      String route, Callbacks callbacks, EmptyBody nothing, Waiting waiting, JsonAnswers answers) {
    this.route = route;
    this.callbacks = callbacks;
    this.nothing = nothing;
    this.waiting = waiting;
    this.answers = answers;
  }

  @Override
  public void handleRequest(HttpServerExchange exchange) throws Exception {
    RequestUrl.fields(exchange, Set.of()).refuseOthers(Set.of(), Leniency.STRICT);
    String rest = RequestUrl.behind(route, exchange);
    int slash = rest.indexOf('/');
    String name = RequestUrl.decode(slash < 0 ? rest : rest.substring(0, slash));
    String action = slash < 0 ? "" : rest.substring(slash + 1);
    switch (action) {
      case "flush" -> nothing.read(exchange, read -> flush(read, name));
      case "test" -> nothing.read(exchange, read -> test(read, name));
      default ->
          throw new HttpException(
              Failure.notFound(
                  "there is nothing here; what can be done to a callback is posted to "
                      + route
                      + "{name}/flush and "
                      + route
                      + "{name}/test"));
    }
  }

  private void flush(HttpServerExchange exchange, String name) throws HttpException {
    int conversations;
    try {
      conversations = callbacks.flush(name).orElseThrow(() -> unknown(name));
    } catch (IllegalStateException e) {
      throw neverPosted(e);
    }
    answers.body(exchange, Map.of("conversations", conversations));
  }

  private void test(HttpServerExchange exchange, String name) throws HttpException {
    CompletableFuture<TestResult> result;
    try {
      result = callbacks.test(name).orElseThrow(() -> unknown(name));
    } catch (IllegalStateException e) {
      throw neverPosted(e);
    }
    waiting.await(exchange, result, (waited, outcome) -> answers.body(waited, fields(outcome)));
  }

  private static Map<String, Object> fields(TestResult result) {
    Map<String, Object> fields = new LinkedHashMap<>();
    if (result.status() != null) {
      fields.put("status", result.status());
    }
    if (result.error() != null) {
      fields.put("error", result.error());
    }
    fields.put("ms", result.time().toMillis());
    return fields;
  }

  private HttpException unknown(String name) {
    return new HttpException(
        Failure.notFound(
            "no callback is called "
                + name
                + "; GET "
                + route.substring(0, route.length() - 1)
                + " lists those there are"));
  }

  private static HttpException neverPosted(IllegalStateException e) {
    return new HttpException(Failure.conflict(String.valueOf(e.getMessage())));
  }
}
