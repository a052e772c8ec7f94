package org.stanzagate.http;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.stanzagate.listener.Answers;

/**
 * {@code GET} of something that stays the same as long as the process lives. It is made when it is
 * first asked for.
 */
final class StaticBody implements HttpHandler {
  private final String contentType;
  private final Supplier<byte[]> maker;
  private final Answers answers;
  private byte @Nullable [] body;

  StaticBody(String contentType, Supplier<byte[]> maker, Answers answers) {
    this.contentType = contentType;
    this.maker = maker;
    this.answers = answers;
  }

  @Override
  public void handleRequest(HttpServerExchange exchange) {
    answers.body(exchange, 200, contentType, body());
  }

  private synchronized byte[] body() {
    if (body == null) {
      body = maker.get();
    }
    return body;
  }
}
