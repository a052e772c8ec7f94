package org.stanzagate.listener;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.AttachmentKey;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * What a log line about a request says besides its text: {@code token} is its name, {@code stanza}
 * the stanza's id. Kept on the exchange, since a request changes threads.
 */
public final class LogContext {
  private static final AttachmentKey<String> TOKEN = AttachmentKey.create(String.class);
  private static final AttachmentKey<String> STANZA = AttachmentKey.create(String.class);

  private LogContext() {}

  public static void token(HttpServerExchange exchange, String name) {
    exchange.putAttachment(TOKEN, name);
  }

  public static void stanza(HttpServerExchange exchange, String id) {
    exchange.putAttachment(STANZA, id);
  }

  /** Logs with all that is known of the exchange. */
  public static void log(HttpServerExchange exchange, Runnable line) {
    put("token", exchange.getAttachment(TOKEN));
    put("stanza", exchange.getAttachment(STANZA));
    try {
      line.run();
    } finally {
      MDC.remove("token");
      MDC.remove("stanza");
    }
  }

  private static void put(String key, @Nullable String value) {
    if (value != null) {
      MDC.put(key, value);
    }
  }
}
