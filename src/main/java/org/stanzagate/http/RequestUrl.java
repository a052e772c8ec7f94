package org.stanzagate.http;

import io.undertow.server.HttpServerExchange;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.stanzagate.codec.DecodeException;
import org.stanzagate.codec.PercentText;
import org.stanzagate.codec.UrlFields;

/**
 * What a request's URL says behind its route (RFC 3986). Clients that send characters beyond ASCII
 * as they are, as curl does, mean UTF-8.
 */
final class RequestUrl {
  private RequestUrl() {}

  /**
   * What follows a route in the path, as it was sent.
   *
   * @param route ends with a slash
   */
  static String behind(String route, HttpServerExchange exchange) {
    String path = exchange.getRequestURI();
    // Of a target in absolute form (RFC 9112 section 3.2.2) the slashes of scheme:// come first.
    long slashes =
        route.chars().filter(c -> c == '/').count()
            + (exchange.isHostIncludedInRequestURI() ? 2 : 0);
    int start = 0;
    for (long i = 0; i < slashes; i++) {
      start = path.indexOf('/', start) + 1;
    }
    return path.substring(start);
  }

  /** Decodes a part of a path, once. */
  static String decode(String part) throws DecodeException {
    return PercentText.decode(unescaped(part));
  }

  /**
   * The fields of the query.
   *
   * @param keys those that are said of the stanza itself
   */
  static UrlFields fields(HttpServerExchange exchange, Set<String> keys) throws DecodeException {
    return UrlFields.read(unescaped(exchange.getQueryString()), keys);
  }

  /** Undertow hands each byte over as one character. */
  private static String unescaped(String bytes) throws DecodeException {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes.getBytes(StandardCharsets.ISO_8859_1)))
          .toString();
    } catch (CharacterCodingException e) {
      throw new DecodeException(
          "the URL is not in UTF-8; send characters beyond ASCII in UTF-8, or with percent signs");
    }
  }
}
