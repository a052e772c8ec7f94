package org.stanzagate.listener;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.protocol.http.HttpContinue;
import io.undertow.util.HeaderMap;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Refuses heads that are too large, and those that two programs could read in two ways, which is
 * how one request is smuggled inside another (RFC 9112 sections 6.1, 6.3 and 11.2). Undertow has
 * refused before what has several lengths, or a length and a transfer coding; and over HTTP/2 any
 * transfer coding.
 */
final class RequestHead implements HttpHandler {
  /** All numbers of so many digits fit into a long. */
  private static final int MAX_DIGITS = 18;

  private final int limit;
  private final HttpHandler next;

  RequestHead(int limit, HttpHandler next) {
    this.limit = limit;
    this.next = next;
  }

  @Override
  public void handleRequest(HttpServerExchange exchange) throws Exception {
    HeaderMap headers = exchange.getRequestHeaders();
    checkFraming(exchange, headers);
    checkTarget(exchange);
    checkSize(exchange, headers);
    checkExpectation(headers);
    next.handleRequest(exchange);
  }

  /** Undertow takes all of them, so that characters beyond ASCII need not be escaped. */
  private static void checkTarget(HttpServerExchange exchange) throws HttpException {
    if (hasControls(exchange.getRequestURI()) || hasControls(exchange.getQueryString())) {
      throw new HttpException(
          Failure.badRequest("a URL can't hold control characters; a tab is written %09")
              .closing());
    }
  }

  private static boolean hasControls(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) <= ' ' || text.charAt(i) == 0x7F) {
        return true;
      }
    }
    return false;
  }

  private void checkSize(HttpServerExchange exchange, HeaderMap headers) throws HttpException {
    // "GET /target?query HTTP/1.1" and the line's end.
    int size =
        exchange.getRequestMethod().length()
            + exchange.getRequestURI().length()
            + exchange.getQueryString().length()
            + "  ? HTTP/1.1\r\n".length();
    if (size > limit) {
      throw new HttpException(Failure.targetTooLong(limit));
    }
    for (HeaderValues header : headers) {
      for (String value : header) {
        size += header.getHeaderName().length() + value.length() + ": \r\n".length();
      }
    }
    if (size > limit) {
      throw new HttpException(Failure.headTooLarge(limit));
    }
  }

  private static void checkFraming(HttpServerExchange exchange, HeaderMap headers)
      throws HttpException {
    String coding = headers.getFirst(Headers.TRANSFER_ENCODING);
    if (coding != null && !coding.equalsIgnoreCase("chunked")) {
      throw new HttpException(Failure.unknownTransferCoding(coding));
    }
    if (coding != null && !exchange.isHttp11()) {
      throw new HttpException(
          Failure.badRequest("Transfer-Encoding is not for HTTP/1.0; give a Content-Length")
              .closing());
    }
    Optional<Failure> chunks =
        coding == null ? Optional.empty() : Meter.of(exchange).chunksFailure();
    if (chunks.isPresent()) {
      throw new HttpException(chunks.get());
    }
    String length = headers.getFirst(Headers.CONTENT_LENGTH);
    if (length != null && !isLength(length)) {
      throw new HttpException(
          Failure.badRequest("Content-Length is no number of bytes that can be").closing());
    }
  }

  /** Undertow lets long numbers overflow, and then reads another length than the one written. */
  private static boolean isLength(String value) {
    if (value.length() > MAX_DIGITS) {
      return false;
    }
    for (int i = 0; i < value.length(); i++) {
      if (value.charAt(i) < '0' || value.charAt(i) > '9') {
        return false;
      }
    }
    return true;
  }

  private static void checkExpectation(HeaderMap headers) throws HttpException {
    @Nullable HeaderValues expectations = headers.get(Headers.EXPECT);
    if (expectations == null) {
      return;
    }
    for (String expectation : expectations) {
      if (!expectation.equalsIgnoreCase(HttpContinue.CONTINUE)) {
        throw new HttpException(Failure.unknownExpectation(expectation));
      }
    }
  }
}
