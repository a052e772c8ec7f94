package org.stanzagate.http;

import io.undertow.server.HttpServerExchange;
import java.util.Set;
import org.stanzagate.codec.Codecs;
import org.stanzagate.codec.DecodeException;
import org.stanzagate.codec.Preset;
import org.stanzagate.listener.Failure;
import org.stanzagate.listener.HttpException;
import org.stanzagate.stanza.Kind;

/**
 * {@code POST /rest/{kind}/{type}/{to}}, where the path says these three, and {@code POST
 * /rest/iq/{query}/{to}}, where the body has only the fields of that query. I/O thread only.
 */
final class PathForm implements StanzaSource {
  private static final Set<String> IQ_TYPES = Set.of("get", "set", "result", "response", "error");

  private final String route;
  private final Kind kind;
  private final Codecs codecs;
  private final StanzaIntake intake;

  /**
   * @param route up to the kind, with a slash at its end
   */
  PathForm(String route, Kind kind, Codecs codecs, StanzaIntake intake) {
    this.route = route;
    this.kind = kind;
    this.codecs = codecs;
    this.intake = intake;
  }

  @Override
  public void read(HttpServerExchange exchange, DraftHandler then) throws Exception {
    String rest = RequestUrl.behind(route, exchange);
    int slash = rest.indexOf('/');
    if (slash < 0) {
      throw new HttpException(
          Failure.notFound("the address is missing; the path is " + route + "{type}/{to}"));
    }
    Preset preset = preset(rest.substring(0, slash));
    String to = RequestUrl.decode(rest.substring(slash + 1));
    intake.read(exchange, to.isEmpty() ? preset : preset.with("to", to), then);
  }

  private Preset preset(String typeOrQuery) throws HttpException, DecodeException {
    String word = RequestUrl.decode(typeOrQuery);
    if (kind != Kind.IQ || IQ_TYPES.contains(word)) {
      return Preset.of(kind).with("type", word.equals("response") ? "result" : word);
    }
    if (codecs.isQuery(word)) {
      return Preset.asking(word);
    }
    throw new HttpException(Failure.notFound(word + ": " + codecs.unknownQuery(word)));
  }
}
