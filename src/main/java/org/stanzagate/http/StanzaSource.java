package org.stanzagate.http;

import io.undertow.server.HttpServerExchange;
import org.stanzagate.stanza.StanzaDraft;

/** Where an endpoint's stanza comes from: the body, the URL, or both. I/O thread only. */
@FunctionalInterface
interface StanzaSource {
  /** What is done with a draft; what it throws becomes the answer. */
  @FunctionalInterface
  interface DraftHandler {
    void handle(HttpServerExchange exchange, StanzaDraft draft, Preferences preferences)
        throws Exception;
  }

  /** Hands over the draft, at once or, where a body is awaited, later. */
  void read(HttpServerExchange exchange, DraftHandler then) throws Exception;
}
