package org.stanzagate.checkin;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.stanzagate.listener.Answers;
import org.stanzagate.listener.Failure;
import org.stanzagate.listener.FailureWriter;
import tools.jackson.databind.json.JsonMapper;

/** The JSON that bots get: {@code {"status":…}}, or {@code {"error":…}}. */
final class CheckinAnswers {
  private static final String JSON = "application/json";
  private static final JsonMapper MAPPER = JsonMapper.shared();

  private final Answers answers;

  CheckinAnswers(Answers answers) {
    this.answers = answers;
  }

  void status(HttpServerExchange exchange, int status, String word) {
    exchange.getResponseHeaders().put(Headers.CACHE_CONTROL, "no-store");
    body(exchange, status, Map.of("status", word));
  }

  /** The fields are always there, so that nobody has to look first. */
  void invalid(HttpServerExchange exchange, InvalidCheckin e) {
    Map<String, Object> body = new TreeMap<>();
    body.put("error", String.valueOf(e.getMessage()));
    body.put("fields", List.copyOf(e.fields()));
    body(exchange, 400, body);
  }

  void empty(HttpServerExchange exchange, int status) {
    answers.empty(exchange, status);
  }

  private void body(HttpServerExchange exchange, int status, Map<String, ?> body) {
    answers.body(exchange, status, JSON, MAPPER.writeValueAsBytes(body));
  }

  /** What the listener itself refuses has the same form. */
  static final class Refusals implements FailureWriter {
    @Override
    public Optional<Failure> meaning(Throwable thrown) {
      return Optional.empty();
    }

    @Override
    public String contentType(@Nullable HttpServerExchange exchange) {
      return JSON;
    }

    @Override
    public byte[] body(Failure failure, @Nullable HttpServerExchange exchange) {
      return MAPPER.writeValueAsBytes(Map.of("error", failure.text()));
    }
  }
}
