package org.stanzagate.http;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.AttachmentKey;
import io.undertow.util.HeaderMap;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.stanzagate.codec.ApiDocument;
import org.stanzagate.codec.Codecs;
import org.stanzagate.codec.Preset;
import org.stanzagate.codec.StanzaCodec;
import org.stanzagate.listener.Failure;
import org.stanzagate.listener.HttpException;

/** Which codec a request's headers ask for (RFC 9110 section 12). Safe in any thread. */
final class Negotiation {
  /** A query that wants no fields needs no body either. */
  private static final String NO_FIELDS = "application/x-www-form-urlencoded";

  private static final String JSON = "application/json";
  private static final AttachmentKey<String> USUAL = AttachmentKey.create(String.class);

  private final Codecs codecs;

  Negotiation(Codecs codecs) {
    this.codecs = codecs;
  }

  /**
   * What the request's body is to be read with.
   *
   * @param preset what is said of the stanza beside the body
   * @throws HttpException where nothing can read it
   */
  StanzaCodec forBody(HttpServerExchange exchange, Preset preset) throws HttpException {
    HeaderMap headers = exchange.getRequestHeaders();
    boolean empty = exchange.getRequestContentLength() == 0 || exchange.isRequestComplete();
    HeaderValues types = headers.get(Headers.CONTENT_TYPE);
    String type = types == null ? null : String.join(", ", types);
    return codecs
        .forContentType(type == null && empty && preset.query() != null ? NO_FIELDS : type)
        .filter(codec -> codec.reads(preset))
        .orElseThrow(() -> new HttpException(unsupportedType(type, preset)));
  }

  private Failure unsupportedType(@Nullable String given, Preset preset) {
    List<String> accepted = codecs.mediaTypes(preset);
    return Failure.unsupportedType(
        (given == null ? "there is no Content-Type" : "Content-Type " + given + " is not taken")
            + "; use one of "
            + String.join(", ", accepted)
            + ", in UTF-8",
        accepted);
  }

  /** What the answer is to be written with, errors too. */
  StanzaCodec forAnswer(HttpServerExchange exchange) {
    HeaderValues accept = exchange.getRequestHeaders().get(Headers.ACCEPT);
    String usual = exchange.getAttachment(USUAL);
    return codecs.forAccept(
        accept == null ? List.of() : List.copyOf(accept),
        codecs
            .forContentType(
                usual == null ? exchange.getRequestHeaders().getFirst(Headers.CONTENT_TYPE) : usual)
            .orElse(null));
  }

  /** The request's path answers in JSON: so its errors do, unless another type is asked for. */
  static void preferJson(HttpServerExchange exchange) {
    exchange.putAttachment(USUAL, JSON);
  }

  StanzaCodec json() {
    return codecs.forContentType(JSON).orElseThrow();
  }

  /** What an answer is written with where nothing is known of the request. */
  StanzaCodec usual() {
    return codecs.forAccept(List.of(), null);
  }

  ApiDocument document() {
    return codecs.document();
  }
}
