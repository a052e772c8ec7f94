package org.stanzagate.http;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jxmpp.jid.Jid;
import org.stanzagate.codec.StanzaCodec;
import org.stanzagate.component.Component;
import org.stanzagate.component.Delivery;
import org.stanzagate.component.NotSent;
import org.stanzagate.component.Reply;
import org.stanzagate.listener.Failure;
import org.stanzagate.listener.HttpException;
import org.stanzagate.stanza.Kind;
import org.stanzagate.stanza.Stanza;
import org.stanzagate.stanza.StanzaDraft;
import org.stanzagate.stanza.StanzaException;
import org.stanzagate.xml.Element;

/**
 * Sends one stanza, wherever it comes from; an iq that asks waits for its answer, a message or
 * presence for its bounce if the client would. I/O thread only.
 */
final class SendStanza implements HttpHandler {
  private final StanzaSource source;
  private final Outbound outbound;
  private final Component component;
  private final IqTimeout timeout;
  private final Idempotency sending;
  private final Negotiation negotiation;

  SendStanza(
      StanzaSource source,
      Outbound outbound,
      Component component,
      IqTimeout timeout,
      Idempotency sending,
      Negotiation negotiation) {
    this.source = source;
    this.outbound = outbound;
    this.component = component;
    this.timeout = timeout;
    this.sending = sending;
    this.negotiation = negotiation;
  }

  @Override
  public void handleRequest(HttpServerExchange exchange) throws Exception {
    source.read(exchange, this::send);
  }

  private void send(HttpServerExchange exchange, StanzaDraft draft, Preferences preferences)
      throws HttpException, StanzaException {
    Stanza stanza = outbound.complete(exchange, draft);
    Optional<Duration> time = timeout.of(exchange, stanza, preferences);
    Caller.of(exchange).countSending();
    if (time.isPresent()) {
      Kind kind = stanza.kind();
      Jid to = stanza.to();
      sending.await(
          exchange,
          component.request(stanza, time.get()),
          (waited, reply) -> answer(waited, kind, to, reply));
    } else {
      sending.await(exchange, component.send(stanza), this::answer);
    }
  }

  private Answer answer(HttpServerExchange exchange, Delivery delivery) throws HttpException {
    if (delivery instanceof NotSent notSent) {
      throw failure(notSent);
    }
    return Answer.empty(202);
  }

  private Answer answer(HttpServerExchange exchange, Kind kind, Jid to, Reply reply)
      throws HttpException {
    if (reply instanceof Reply.Answer answer) {
      StanzaCodec codec = negotiation.forAnswer(exchange);
      List<Element> elements = new ArrayList<>();
      answer.all().forEach(stanza -> elements.add(stanza.element()));
      return Answer.of(200, codec.contentType(), codec.encode(elements));
    }
    if (reply instanceof Reply.NoAnswer none) {
      if (kind != Kind.IQ) {
        return Answer.empty(202);
      }
      throw new HttpException(
          Failure.noAnswer(
              to
                  + " did not answer within "
                  + none.waited().toSeconds()
                  + " s; it may still have got the iq. Prefer: wait=SECONDS waits longer"));
    }
    if (reply instanceof Reply.Unreadable unreadable) {
      throw new HttpException(Failure.unreadableAnswer(unreadable.reason()));
    }
    throw failure((NotSent) reply);
  }

  private static HttpException failure(NotSent notSent) {
    if (notSent instanceof NotSent.Unavailable unavailable) {
      return new HttpException(Failure.unavailable(unavailable.reason(), unavailable.retryAfter()));
    }
    if (notSent instanceof NotSent.TooLarge large) {
      return Outbound.tooLarge(large.size(), large.limit());
    }
    return new HttpException(
        Failure.conflict(
            "one with the same from, to and id, or an archive query with the same queryid, is already"
                + " waiting for its answer; give another, or leave it out"));
  }
}
