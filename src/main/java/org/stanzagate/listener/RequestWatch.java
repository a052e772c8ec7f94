package org.stanzagate.listener;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.AttachmentKey;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Tells of each request when it is over, and writes a line for it into the access log where there
 * is to be one. I/O thread only.
 */
public final class RequestWatch {
  private static final Logger ACCESS = LoggerFactory.getLogger("org.stanzagate.access");

  private static final AttachmentKey<RawAnswer> RAW = AttachmentKey.create(RawAnswer.class);

  /** What stands for what isn't known. */
  private static final String UNKNOWN = "-";

  private final RequestListener listener;
  private final boolean logs;

  /**
   * @param logs whether there is an access log
   */
  public RequestWatch(RequestListener listener, boolean logs) {
    this.listener = listener;
    this.logs = logs;
  }

  /** A request begins, of which nothing but its head is known. */
  void begin(HttpServerExchange exchange) {
    long begun = System.nanoTime();
    exchange.addExchangeCompleteListener(
        (over, next) -> {
          end(over, Duration.ofNanos(System.nanoTime() - begun));
          next.proceed();
        });
  }

  /** Its connection is about to be cut with an answer of which Undertow knows nothing. */
  static void answered(HttpServerExchange exchange, RawAnswer answer) {
    exchange.putAttachment(RAW, answer);
  }

  /** A request was answered whose head nobody could read. */
  void refused(@Nullable InetSocketAddress client, RawAnswer answer) {
    listener.over(RequestRoute.NONE, answer.status(), Duration.ZERO);
    if (logs) {
      log(
          ACCESS.atInfo(),
          UNKNOWN,
          UNKNOWN,
          answer.status(),
          answer.bytes().limit(),
          Duration.ZERO,
          client);
    }
  }

  private void end(HttpServerExchange exchange, Duration took) {
    RawAnswer raw = exchange.getAttachment(RAW);
    int status = exchange.isResponseStarted() ? exchange.getStatusCode() : 0;
    int told = raw == null ? status : raw.status();
    listener.over(RequestRoute.of(exchange), told, took);
    if (logs) {
      long bytes = raw == null ? exchange.getResponseBytesSent() : raw.bytes().limit();
      log(
          LogContext.on(exchange, ACCESS.atInfo()),
          exchange.getRequestMethod().toString(),
          exchange.getRequestPath(),
          told,
          bytes,
          took,
          exchange.getSourceAddress());
    }
  }

  /** Without the query: what it has may be meant for fewer eyes than the log. */
  private static void log(
      LoggingEventBuilder event,
      String method,
      String path,
      int status,
      long bytes,
      Duration took,
      @Nullable InetSocketAddress client) {
    event.log(
        "{} {} {} {} bytes, {} ms, {}",
        method,
        path,
        status == 0 ? "left" : status,
        bytes,
        took.toMillis(),
        client == null || client.getAddress() == null
            ? UNKNOWN
            : client.getAddress().getHostAddress());
  }
}
