package org.stanzagate.http;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.HttpString;
import java.nio.charset.StandardCharsets;
import org.stanzagate.listener.LogContext;
import org.stanzagate.stanza.RandomIds;

/** The ids of stanzas: making them, and giving them back. Safe in any thread. */
final class StanzaIds {
  private static final HttpString STANZA_ID = new HttpString("Stanza-Id");

  /** What an id may have, as it is, in a header. */
  private static final int MAX_PLAIN = 256;

  /** Clients take 8 KiB of headers or so, and some refuse an answer with more. */
  private static final int MAX_ENCODED = 4096;

  private final RandomIds random = new RandomIds();

  /** A new one. */
  String next() {
    return random.get();
  }

  /** Gives the id back with whatever the answer will be, and in the log. */
  static void giveBack(HttpServerExchange exchange, String id) {
    LogContext.stanza(exchange, id);
    String value = headerValue(id);
    if (!value.isEmpty() && value.length() <= MAX_ENCODED) {
      exchange.getResponseHeaders().put(STANZA_ID, value);
    }
  }

  /** The answer to a stanza with the id that was given back. */
  static Answer keep(HttpServerExchange exchange, Answer answer) {
    String id = exchange.getResponseHeaders().getFirst(STANZA_ID);
    return id == null ? answer : answer.with(STANZA_ID.toString(), id);
  }

  /** As it is where that fits into a header, else percent-encoded as a whole (RFC 3986). */
  private static String headerValue(String id) {
    if (id.length() <= MAX_PLAIN && isVisibleAscii(id)) {
      return id;
    }
    StringBuilder encoded = new StringBuilder();
    for (byte b : id.getBytes(StandardCharsets.UTF_8)) {
      if (isUnreserved(b)) {
        encoded.append((char) b);
      } else {
        encoded.append('%').append(String.format("%02X", b));
      }
    }
    return encoded.toString();
  }

  private static boolean isVisibleAscii(String id) {
    for (int i = 0; i < id.length(); i++) {
      if (id.charAt(i) <= ' ' || id.charAt(i) >= 0x7F) {
        return false;
      }
    }
    return true;
  }

  private static boolean isUnreserved(byte b) {
    return (b >= '0' && b <= '9')
        || (b >= 'A' && b <= 'Z')
        || (b >= 'a' && b <= 'z')
        || b == '-'
        || b == '.'
        || b == '_'
        || b == '~';
  }
}
