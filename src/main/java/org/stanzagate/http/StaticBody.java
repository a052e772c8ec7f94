package org.stanzagate.http;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import org.stanzagate.listener.Answers;

/** {@code GET} of something that stays the same as long as the process lives. */
final class StaticBody implements HttpHandler {
  private final String contentType;
  private final byte[] body;
  private final Answers answers;

  StaticBody(String contentType, byte[] body, Answers answers) {
    this.contentType = contentType;
    this.body = body;
    this.answers = answers;
  }

  @Override
  public void handleRequest(HttpServerExchange exchange) {
    answers.body(exchange, 200, contentType, body);
  }
}
