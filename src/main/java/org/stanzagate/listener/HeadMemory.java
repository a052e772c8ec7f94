package org.stanzagate.listener;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderValues;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The memory that the heads of all requests may take together. A head is kept from its first byte
 * until the request is answered, anybody can send one, and thousands of them at a time. Safe in any
 * thread.
 */
final class HeadMemory {
  /** What a header or a parameter of a query costs besides its characters, about. */
  private static final int FIELD = 200;

  /** Strings are built, doubling their room, and then copied. */
  private static final int CHARACTER = 2;

  private final AtomicLong free;

  HeadMemory(long bytes) {
    this.free = new AtomicLong(bytes);
  }

  /** What the bytes will take once they are parsed, if they are of a head. */
  static long cost(ByteBuffer bytes) {
    long cost = 0;
    for (int i = bytes.position(); i < bytes.limit(); i++) {
      cost +=
          switch (bytes.get(i)) {
            case '\n', '&', ';' -> FIELD;
            default -> CHARACTER;
          };
    }
    return cost;
  }

  /** What the head of a request takes, about. */
  static long cost(HttpServerExchange parsed) {
    long cost = cost(parsed.getRequestURI()) + cost(parsed.getQueryString());
    for (HeaderValues header : parsed.getRequestHeaders()) {
      for (String value : header) {
        cost += FIELD + (long) CHARACTER * (header.getHeaderName().length() + value.length());
      }
    }
    return cost;
  }

  private static long cost(String text) {
    return cost(ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1)));
  }

  /** Takes it in any case; says whether there was so much. */
  boolean take(long cost) {
    return free.addAndGet(-cost) >= 0;
  }

  void giveBack(long cost) {
    free.addAndGet(cost);
  }
}
