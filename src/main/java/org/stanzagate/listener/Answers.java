package org.stanzagate.listener;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.xnio.IoUtils;

/**
 * Writes answers, and sees to it that they get through: a client that doesn't read its answer, or
 * goes on sending a body that nobody wants, is cut. I/O thread only.
 */
public final class Answers {
  private static final HttpString NOSNIFF = new HttpString("X-Content-Type-Options");

  private final Duration transfer;

  Answers(Duration transfer) {
    this.transfer = transfer;
  }

  /** Answers without a body. */
  public void empty(HttpServerExchange exchange, int status) {
    exchange.setStatusCode(status);
    exchange.endExchange();
    cutIfStuck(exchange);
  }

  /** Answers with a whole body, compressed where the client likes that and it is worth it. */
  public void body(HttpServerExchange exchange, int status, String mediaType, byte[] body) {
    exchange.setStatusCode(status);
    exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, mediaType);
    exchange.getResponseHeaders().put(NOSNIFF, "nosniff");
    exchange.getResponseSender().send(ByteBuffer.wrap(AnswerCoding.encode(exchange, body)));
    cutIfStuck(exchange);
  }

  /** Cuts an answer that has been written to its end, and doesn't get through. */
  void cutIfStuck(HttpServerExchange exchange) {
    if (!exchange.isComplete() && exchange.getConnection().isOpen()) {
      Deadline.in(transfer, exchange, () -> IoUtils.safeClose(exchange.getConnection()));
    }
  }
}
