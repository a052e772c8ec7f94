package org.stanzagate.http;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Predicate;
import org.jxmpp.jid.Jid;
import org.stanzagate.listener.Answers;
import org.stanzagate.listener.Failure;
import org.stanzagate.listener.HttpException;
import org.stanzagate.stanza.Stanza;
import org.stanzagate.stanza.StanzaDraft;
import org.stanzagate.stanza.StanzaException;

/**
 * {@code POST /sandbox/inject}: one stanza, which comes in as if somebody outside had sent it. Only
 * the sandbox has it. I/O thread only.
 */
final class InjectStanza implements HttpHandler {
  private static final Duration RETRY = Duration.ofSeconds(1);

  private final StanzaIntake intake;
  private final StanzaIds ids;
  private final Jid domain;
  private final Predicate<Stanza> injected;
  private final Answers answers;

  InjectStanza(
      StanzaIntake intake, StanzaIds ids, Jid domain, Predicate<Stanza> injected, Answers answers) {
    this.intake = intake;
    this.ids = ids;
    this.domain = domain;
    this.injected = injected;
    this.answers = answers;
  }

  @Override
  public void handleRequest(HttpServerExchange exchange) throws Exception {
    intake.read(exchange, this::inject);
  }

  private void inject(HttpServerExchange exchange, StanzaDraft draft, Preferences preferences)
      throws HttpException, StanzaException {
    Stanza stanza = draft.complete(domain, ids::next);
    StanzaIds.giveBack(exchange, Objects.requireNonNull(stanza.id()));
    // Without a from, the draft has just become one of the component's own.
    if (stanza.from().asDomainBareJid().equals(domain)) {
      throw new HttpException(
          Failure.unprocessable(
              "invalid-from",
              "from is to be somebody outside of " + domain + ", such as romeo@sandbox"));
    }
    if (!stanza.to().asDomainBareJid().equals(domain)) {
      throw new HttpException(
          Failure.unprocessable(
              "improper-addressing", "to is to be " + domain + " or anything@" + domain));
    }
    if (!injected.test(stanza)) {
      throw new HttpException(
          Failure.unavailable(
              "the gateway isn't connected to the sandbox's server; try again", RETRY));
    }
    answers.empty(exchange, 202);
  }
}
