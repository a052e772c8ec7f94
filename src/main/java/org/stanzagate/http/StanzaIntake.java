package org.stanzagate.http;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.stanzagate.codec.Leniency;
import org.stanzagate.codec.StanzaCodec;
import org.stanzagate.listener.BodyReader;
import org.stanzagate.listener.Failure;
import org.stanzagate.listener.HttpException;
import org.stanzagate.listener.LogContext;
import org.stanzagate.stanza.Kind;
import org.stanzagate.stanza.StanzaDraft;
import org.stanzagate.xml.Element;

/** Makes a stanza's draft of a request's body: content type, size, reading, decoding. */
final class StanzaIntake {
  private static final Logger LOG = LoggerFactory.getLogger(StanzaIntake.class);
  private static final HttpString PREFER = new HttpString("Prefer");
  static final HttpString PREFERENCE_APPLIED = new HttpString("Preference-Applied");

  private final Negotiation negotiation;
  private final BodyReader bodies;
  private final boolean lenient;

  /**
   * @param lenient where the request doesn't say
   */
  StanzaIntake(Negotiation negotiation, BodyReader bodies, boolean lenient) {
    this.negotiation = negotiation;
    this.bodies = bodies;
    this.lenient = lenient;
  }

  /** What is done with a draft; what it throws becomes the answer. */
  @FunctionalInterface
  interface DraftHandler {
    void handle(HttpServerExchange exchange, StanzaDraft draft, Preferences preferences)
        throws Exception;
  }

  void read(HttpServerExchange exchange, DraftHandler then) throws HttpException {
    StanzaCodec codec = codec(exchange);
    bodies.read(
        exchange,
        (reading, body) -> {
          Preferences preferences = preferences(reading);
          Element element = codec.decode(body, Kind.MESSAGE, leniency(reading, preferences));
          String id = element.attribute("id");
          if (id != null && !id.isEmpty()) {
            StanzaIds.giveBack(reading, id);
          }
          then.handle(reading, new StanzaDraft(element), preferences);
        });
  }

  private StanzaCodec codec(HttpServerExchange exchange) throws HttpException {
    HeaderValues encodings = exchange.getRequestHeaders().get(Headers.CONTENT_ENCODING);
    if (encodings != null && !encodings.stream().allMatch("identity"::equalsIgnoreCase)) {
      throw new HttpException(Failure.unsupportedEncoding(String.join(", ", encodings)));
    }
    return negotiation
        .forBody(exchange)
        .orElseThrow(() -> new HttpException(unsupportedType(exchange)));
  }

  private Failure unsupportedType(HttpServerExchange exchange) {
    HeaderValues given = exchange.getRequestHeaders().get(Headers.CONTENT_TYPE);
    List<String> accepted = negotiation.mediaTypes();
    return Failure.unsupportedType(
        (given == null
                ? "there is no Content-Type"
                : "Content-Type " + given.getFirst() + " is not taken")
            + "; use one of "
            + String.join(", ", accepted)
            + ", in UTF-8",
        accepted);
  }

  private static Preferences preferences(HttpServerExchange exchange) {
    HeaderValues prefer = exchange.getRequestHeaders().get(PREFER);
    return new Preferences(prefer == null ? List.of() : prefer);
  }

  private Leniency leniency(HttpServerExchange exchange, Preferences preferences) {
    String handling = preferences.handling().orElse("");
    if (!handling.isEmpty()) {
      exchange.getResponseHeaders().add(PREFERENCE_APPLIED, "handling=" + handling);
    }
    return handling.equals("lenient") || (lenient && !handling.equals("strict"))
        ? Leniency.warning(
            problem ->
                LogContext.log(
                    exchange,
                    () ->
                        LOG.warn(
                            "left out of a stanza that was posted, since handling is lenient: {}",
                            problem)))
        : Leniency.STRICT;
  }
}
