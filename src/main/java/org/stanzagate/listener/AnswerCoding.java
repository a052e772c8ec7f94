package org.stanzagate.listener;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderMap;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Compresses answers for those who like that better (RFC 9110 section 12.5.3). Only whole ones that
 * are worth it: below a packet's size nothing is won, and above some size the I/O thread would be
 * kept from all others for too long. Safe in any thread.
 */
final class AnswerCoding {
  private static final int SMALLEST = 1024;
  private static final int LARGEST = 1024 * 1024;

  private static final Pattern ITEM =
      Pattern.compile("\\s*([^\\s;,]+)\\s*(?:;\\s*[qQ]=(0(?:\\.\\d{0,3})?|1(?:\\.0{0,3})?))?\\s*");

  private AnswerCoding() {}

  /** The body as it goes out, with the headers that say how. */
  static byte[] encode(HttpServerExchange exchange, byte[] body) {
    HeaderMap answer = exchange.getResponseHeaders();
    if (body.length < SMALLEST || body.length > LARGEST) {
      return body;
    }
    answer.add(Headers.VARY, Headers.ACCEPT_ENCODING_STRING);
    if (!prefersGzip(exchange.getRequestHeaders().get(Headers.ACCEPT_ENCODING))) {
      return body;
    }
    answer.put(Headers.CONTENT_ENCODING, "gzip");
    return gzip(body);
  }

  /** What isn't named is liked as much as {@code *}; plain text, where nothing is said, least. */
  private static boolean prefersGzip(@Nullable HeaderValues accept) {
    if (accept == null) {
      return false;
    }
    double gzip = -1;
    double identity = -1;
    double others = -1;
    for (String item : String.join(",", accept).split(",", -1)) {
      Matcher known = ITEM.matcher(item);
      if (known.matches()) {
        double q = known.group(2) == null ? 1 : Double.parseDouble(known.group(2));
        switch (known.group(1).toLowerCase(Locale.ROOT)) {
          case "gzip", "x-gzip" -> gzip = Math.max(gzip, q);
          case "identity" -> identity = q;
          case "*" -> others = q;
          default -> {}
        }
      }
    }
    double wanted = gzip < 0 ? others : gzip;
    return wanted > 0 && wanted >= (identity < 0 ? others : identity);
  }

  private static byte[] gzip(byte[] body) {
    ByteArrayOutputStream compressed = new ByteArrayOutputStream(body.length / 4);
    try (OutputStream gzip = new FastGzip(compressed)) {
      gzip.write(body);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return compressed.toByteArray();
  }

  /** An I/O thread has better to do than to look for the last byte. */
  private static final class FastGzip extends GZIPOutputStream {
    FastGzip(OutputStream out) throws IOException {
      super(out);
      def.setLevel(Deflater.BEST_SPEED);
    }
  }
}
