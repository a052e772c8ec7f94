package org.stanzagate.listener;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.zip.DataFormatException;

/** How a request's body is coded (RFC 9110 section 8.4): not at all, or as gzip. */
enum RequestCoding {
  IDENTITY,
  GZIP;

  /** What the names mean; {@code x-gzip} is the older one of the same. */
  private static final List<String> GZIP_NAMES = List.of("gzip", "x-gzip");

  /**
   * The one of a request.
   *
   * @throws HttpException if it has another, or several
   */
  static RequestCoding of(HttpServerExchange exchange) throws HttpException {
    HeaderValues given = exchange.getRequestHeaders().get(Headers.CONTENT_ENCODING);
    if (given == null || given.stream().allMatch("identity"::equalsIgnoreCase)) {
      return IDENTITY;
    }
    if (given.size() == 1 && GZIP_NAMES.contains(given.getFirst().toLowerCase(Locale.ROOT))) {
      return GZIP;
    }
    throw new HttpException(Failure.unsupportedEncoding(String.join(", ", given)));
  }

  /**
   * The body without its coding.
   *
   * @param limit of what comes out, in bytes
   * @param tooLarge says so where that is more
   * @throws HttpException if it is more, or not so coded
   */
  byte[] decode(byte[] body, int limit, Supplier<Failure> tooLarge) throws HttpException {
    if (this == IDENTITY) {
      return body;
    }
    try {
      return Gunzip.all(body, limit);
    } catch (Gunzip.TooLarge e) {
      throw new HttpException(tooLarge.get());
    } catch (DataFormatException e) {
      String fault = e.getMessage();
      throw new HttpException(
          Failure.badRequest(
              "the body is not the gzip that Content-Encoding says: "
                  + (fault == null ? "its data is broken" : fault)));
    }
  }
}
