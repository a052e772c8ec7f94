package org.stanzagate.http;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderValues;
import io.undertow.util.HttpString;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.stanzagate.codec.DecodeException;
import org.stanzagate.codec.Leniency;
import org.stanzagate.http.StanzaSource.DraftHandler;
import org.stanzagate.listener.LogContext;
import org.stanzagate.stanza.StanzaDraft;
import org.stanzagate.xml.Element;

/** Makes a stanza's draft of what was sent, as leniently as the request wants it. */
final class Drafts {
  private static final Logger LOG = LoggerFactory.getLogger(Drafts.class);
  private static final HttpString PREFER = new HttpString("Prefer");
  static final HttpString PREFERENCE_APPLIED = new HttpString("Preference-Applied");

  private final boolean lenient;

  /**
   * @param lenient where the request doesn't say
   */
  Drafts(boolean lenient) {
    this.lenient = lenient;
  }

  /** How a stanza is read. */
  @FunctionalInterface
  interface Reading {
    Element read(Leniency leniency) throws DecodeException;
  }

  /** Reads a stanza, gives back the id that it may have, and hands it over. */
  void hand(HttpServerExchange exchange, Reading reading, DraftHandler then) throws Exception {
    Preferences preferences = preferences(exchange);
    List<String> leftOut = new ArrayList<>();
    Element element = reading.read(leniency(exchange, preferences, leftOut));
    String id = element.attribute("id");
    if (id != null && !id.isEmpty()) {
      StanzaIds.giveBack(exchange, id);
    }
    try {
      then.handle(exchange, new StanzaDraft(element), preferences);
    } finally {
      leftOut.forEach(problem -> tell(exchange, problem)); // now that the stanza has its id
    }
  }

  private static void tell(HttpServerExchange exchange, String problem) {
    LogContext.on(exchange, LOG.atWarn())
        .log(
            "left out of a stanza that was posted, since handling is lenient; its sender should"
                + " correct that: {}",
            problem);
  }

  private static Preferences preferences(HttpServerExchange exchange) {
    HeaderValues prefer = exchange.getRequestHeaders().get(PREFER);
    return new Preferences(prefer == null ? List.of() : prefer);
  }

  private Leniency leniency(
      HttpServerExchange exchange, Preferences preferences, List<String> leftOut) {
    String handling = preferences.handling().orElse("");
    if (!handling.isEmpty()) {
      exchange.getResponseHeaders().add(PREFERENCE_APPLIED, "handling=" + handling);
    }
    return handling.equals("lenient") || (lenient && !handling.equals("strict"))
        ? Leniency.warning(leftOut::add)
        : Leniency.STRICT;
  }
}
