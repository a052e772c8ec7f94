package org.stanzagate.http;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import org.stanzagate.codec.StanzaCodec;
import org.stanzagate.listener.Answers;
import org.stanzagate.listener.HttpException;
import org.stanzagate.stanza.Namespaces;
import org.stanzagate.stanza.Stanza;
import org.stanzagate.stanza.StanzaDraft;
import org.stanzagate.stanza.StanzaException;
import org.stanzagate.xml.ElementWriter;

/**
 * {@code POST /rest/echo}: answers the stanza that {@code POST /rest} would send, and refuses what
 * that would refuse, but sends nothing. I/O thread only.
 */
final class EchoStanza implements HttpHandler {
  private final StanzaIntake intake;
  private final Outbound outbound;
  private final IqTimeout timeout;
  private final int maxSend;
  private final Negotiation negotiation;
  private final Answers answers;

  /**
   * @param maxSend the largest stanza that is sent, in bytes of XML
   */
  EchoStanza(
      StanzaIntake intake,
      Outbound outbound,
      IqTimeout timeout,
      int maxSend,
      Negotiation negotiation,
      Answers answers) {
    this.intake = intake;
    this.outbound = outbound;
    this.timeout = timeout;
    this.maxSend = maxSend;
    this.negotiation = negotiation;
    this.answers = answers;
  }

  @Override
  public void handleRequest(HttpServerExchange exchange) throws Exception {
    intake.read(exchange, this::echo);
  }

  private void echo(HttpServerExchange exchange, StanzaDraft draft, Preferences preferences)
      throws HttpException, StanzaException {
    Stanza stanza = outbound.complete(exchange, draft);
    timeout.of(exchange, stanza, preferences);
    int size = ElementWriter.toBytes(stanza.element(), Namespaces.CLIENT).length;
    if (size > maxSend) {
      throw Outbound.tooLarge(size, maxSend);
    }
    StanzaCodec codec = negotiation.forAnswer(exchange);
    answers.body(exchange, 200, codec.contentType(), codec.encode(stanza.element()));
  }
}
