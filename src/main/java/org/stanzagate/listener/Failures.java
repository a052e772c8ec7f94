package org.stanzagate.listener;

import io.undertow.server.Connectors;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HttpString;
import io.undertow.util.StatusCodes;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xnio.IoUtils;

/**
 * Turns whatever a handler throws into an answer, at once or in a later step of the same exchange.
 * Only what is our fault is logged, here and nowhere else. I/O thread only.
 */
final class Failures {
  private static final Logger LOG = LoggerFactory.getLogger(Failures.class);

  private final FailureWriter writer;
  private final Answers answers;

  Failures(FailureWriter writer, Answers answers) {
    this.writer = writer;
    this.answers = answers;
  }

  HttpHandler around(HttpHandler next) {
    return exchange -> run(exchange, next);
  }

  /** Runs a further step of an exchange whose handler has already returned. */
  void resume(HttpServerExchange exchange, HttpHandler step) {
    Connectors.executeRootHandler(around(step), exchange);
  }

  /** Runs a step inside a call that Undertow made. */
  void run(HttpServerExchange exchange, HttpHandler step) {
    try {
      step.handleRequest(exchange);
    } catch (Throwable thrown) {
      answer(exchange, thrown);
    }
  }

  /** A whole answer, the last on its connection, for where there is no exchange. */
  RawAnswer raw(Failure failure) {
    byte[] body = writer.body(failure, null);
    StringBuilder head =
        new StringBuilder("HTTP/1.1 ")
            .append(failure.status())
            .append(' ')
            .append(StatusCodes.getReason(failure.status()));
    failure
        .closing()
        .with("Content-Type", writer.contentType(null))
        .with("Content-Length", Integer.toString(body.length))
        .headers()
        .forEach((name, value) -> head.append("\r\n").append(name).append(": ").append(value));
    ByteArrayOutputStream answer = new ByteArrayOutputStream();
    answer.writeBytes(head.append("\r\n\r\n").toString().getBytes(StandardCharsets.US_ASCII));
    answer.writeBytes(body);
    return new RawAnswer(
        failure.status(), ByteBuffer.wrap(answer.toByteArray()).asReadOnlyBuffer());
  }

  private void answer(HttpServerExchange exchange, Throwable thrown) {
    if (exchange.isComplete()) {
      return; // a client that leaves breaks off what it sends
    }
    Failure failure = meaning(thrown);
    if (failure.status() == 500) {
      LogContext.on(exchange, LOG.atError())
          .setCause(thrown)
          .log(
              "{} {} failed, which is a fault of the gateway: please report it",
              exchange.getRequestMethod(),
              exchange.getRequestPath());
    }
    if (exchange.isResponseStarted() || !exchange.getConnection().isOpen()) {
      IoUtils.safeClose(exchange.getConnection());
      return;
    }
    failure
        .headers()
        .forEach((name, value) -> exchange.getResponseHeaders().put(new HttpString(name), value));
    answers.body(
        exchange, failure.status(), writer.contentType(exchange), writer.body(failure, exchange));
  }

  private Failure meaning(Throwable thrown) {
    return thrown instanceof HttpException e
        ? e.failure()
        : writer.meaning(thrown).orElseGet(Failure::internal);
  }
}
