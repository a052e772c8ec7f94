package org.stanzagate.http;

import io.undertow.server.HttpServerExchange;
import java.util.List;
import java.util.Set;
import org.stanzagate.codec.Codecs;
import org.stanzagate.codec.Preset;
import org.stanzagate.codec.UrlFields;
import org.stanzagate.listener.BodyReader;

/**
 * {@code GET /rest/{query}/{to}}: an iq that is all in the URL, whose query gives the fields of the
 * payload. I/O thread only.
 */
final class UrlQuery implements StanzaSource {
  /** Those that ask, and change nothing. */
  static final List<String> QUERIES =
      List.of(
          "ping",
          "version",
          "disco",
          "items",
          "lastactivity",
          "stats",
          "extdisco",
          "archive",
          "upload_request",
          "oob",
          "payload");

  /** None of the queries has a field of such a name, so that these are the iq's own. */
  private static final Set<String> OF_STANZA = Set.of("from", "id", "lang");

  private final String route;
  private final Preset preset;
  private final Codecs codecs;
  private final EmptyBody nothing;
  private final Drafts drafts;

  /**
   * @param route up to the query, with a slash at its end
   */
  UrlQuery(String route, String query, Codecs codecs, BodyReader bodies, Drafts drafts) {
    this.route = route;
    this.preset = Preset.asking(query);
    this.codecs = codecs;
    this.nothing =
        new EmptyBody(
            bodies,
            "a GET has no body here; put the fields into the URL, or post them with /iq before the"
                + " query in the path");
    this.drafts = drafts;
  }

  @Override
  public void read(HttpServerExchange exchange, DraftHandler then) throws Exception {
    String to = RequestUrl.decode(RequestUrl.behind(route, exchange));
    UrlFields url = RequestUrl.fields(exchange, OF_STANZA);
    Preset asked = preset.with(url.attributes()).with("to", to);
    nothing.read(
        exchange,
        reading ->
            drafts.hand(reading, leniency -> codecs.query(asked, url.others(), leniency), then));
  }
}
