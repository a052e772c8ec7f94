package org.stanzagate.http;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import java.util.List;
import java.util.Optional;
import org.stanzagate.codec.ApiDocument;
import org.stanzagate.codec.Codecs;
import org.stanzagate.codec.StanzaCodec;

/** Which codec a request's headers ask for (RFC 9110 section 12). Safe in any thread. */
final class Negotiation {
  private final Codecs codecs;

  Negotiation(Codecs codecs) {
    this.codecs = codecs;
  }

  /** What the request's body is to be read with; empty where nothing can read it. */
  Optional<StanzaCodec> forBody(HttpServerExchange exchange) {
    return codecs.forContentType(exchange.getRequestHeaders().getFirst(Headers.CONTENT_TYPE));
  }

  /** What the answer is to be written with, errors too. */
  StanzaCodec forAnswer(HttpServerExchange exchange) {
    HeaderValues accept = exchange.getRequestHeaders().get(Headers.ACCEPT);
    return codecs.forAccept(
        accept == null ? List.of() : List.copyOf(accept), forBody(exchange).orElse(null));
  }

  /** What an answer is written with where nothing is known of the request. */
  StanzaCodec usual() {
    return codecs.forAccept(List.of(), null);
  }

  ApiDocument document() {
    return codecs.document();
  }

  List<String> mediaTypes() {
    return codecs.mediaTypes();
  }
}
