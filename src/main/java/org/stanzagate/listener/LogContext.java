package org.stanzagate.listener;

import static org.stanzagate.log.LogField.STANZA;
import static org.stanzagate.log.LogField.TOKEN;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.AttachmentKey;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * What a log line about a request says besides its text: the token's name and the stanza's id. Kept
 * on the exchange, since a request changes threads.
 */
public final class LogContext {
  private static final AttachmentKey<String> TOKEN_NAME = AttachmentKey.create(String.class);
  private static final AttachmentKey<String> STANZA_ID = AttachmentKey.create(String.class);

  private LogContext() {}

  public static void token(HttpServerExchange exchange, String name) {
    exchange.putAttachment(TOKEN_NAME, name);
  }

  public static void stanza(HttpServerExchange exchange, String id) {
    exchange.putAttachment(STANZA_ID, id);
  }

  /** Adds all that is known of the exchange to an event that is about to be logged. */
  public static LoggingEventBuilder on(HttpServerExchange exchange, LoggingEventBuilder event) {
    return STANZA.on(
        TOKEN.on(event, exchange.getAttachment(TOKEN_NAME)), exchange.getAttachment(STANZA_ID));
  }
}
