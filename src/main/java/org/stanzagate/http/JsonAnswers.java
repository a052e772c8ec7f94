package org.stanzagate.http;

import io.undertow.server.HttpServerExchange;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.stanzagate.listener.Answers;
import tools.jackson.databind.json.JsonMapper;

/** Writes answers that are JSON and no stanzas. I/O thread only. */
final class JsonAnswers {
  private final Answers answers;

  JsonAnswers(Answers answers) {
    this.answers = answers;
  }

  void body(HttpServerExchange exchange, Map<String, ? extends @Nullable Object> body) {
    answers.body(exchange, 200, "application/json", JsonMapper.shared().writeValueAsBytes(body));
  }
}
