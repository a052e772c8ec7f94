package org.stanzagate.http;

import io.undertow.server.HttpServerExchange;
import java.util.Set;
import org.stanzagate.codec.Preset;
import org.stanzagate.codec.StanzaCodec;
import org.stanzagate.codec.UrlFields;
import org.stanzagate.listener.BodyReader;
import org.stanzagate.listener.HttpException;
import org.stanzagate.stanza.Kind;

/**
 * A stanza in a request's body: content type, size, reading, decoding. What the URL says of the
 * stanza wins over the body.
 */
final class StanzaIntake implements StanzaSource {
  private static final String TYPE = "type";
  private static final Set<String> OF_STANZA = Set.of("to", "from", TYPE, "id", "lang");

  private final Negotiation negotiation;
  private final Bodies bodies;
  private final Drafts drafts;

  StanzaIntake(Negotiation negotiation, Bodies bodies, Drafts drafts) {
    this.negotiation = negotiation;
    this.bodies = bodies;
    this.drafts = drafts;
  }

  /** Where bodies come from. */
  @FunctionalInterface
  interface Bodies {
    void read(HttpServerExchange exchange, BodyReader.BodyHandler then) throws HttpException;
  }

  @Override
  public void read(HttpServerExchange exchange, DraftHandler then) throws Exception {
    read(exchange, Preset.NONE, then);
  }

  /**
   * Reads a body.
   *
   * @param path what the path says of the stanza, which wins over the query too
   */
  void read(HttpServerExchange exchange, Preset path, DraftHandler then) throws Exception {
    StanzaCodec codec = negotiation.forBody(exchange, path);
    UrlFields url = RequestUrl.fields(exchange, OF_STANZA);
    Preset preset = withType(path.with(url.attributes()).with(path.attributes()), codec);
    bodies.read(
        exchange,
        (reading, body) ->
            drafts.hand(
                reading,
                leniency -> {
                  url.refuseOthers(OF_STANZA, leniency);
                  return codec.decode(body, Kind.MESSAGE, preset, leniency);
                },
                then));
  }

  /** Plain text is said to somebody: a chat message, where nothing else is known. */
  private static Preset withType(Preset preset, StanzaCodec codec) {
    boolean open = preset.kind() == null && preset.attribute(TYPE).isEmpty();
    return open && codec.mediaType().equals("text/plain") ? preset.with(TYPE, "chat") : preset;
  }
}
