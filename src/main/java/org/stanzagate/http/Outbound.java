package org.stanzagate.http;

import io.undertow.server.HttpServerExchange;
import java.util.Objects;
import org.jxmpp.jid.Jid;
import org.stanzagate.listener.Failure;
import org.stanzagate.listener.HttpException;
import org.stanzagate.stanza.Stanza;
import org.stanzagate.stanza.StanzaDraft;
import org.stanzagate.stanza.StanzaException;

/** Makes the stanza that is to be sent of a draft, where it may be sent. Safe in any thread. */
final class Outbound {
  private final Jid domain;
  private final StanzaIds ids;

  /**
   * @param domain the component's
   */
  Outbound(Jid domain, StanzaIds ids) {
    this.domain = domain;
    this.ids = ids;
  }

  /** Completes the draft, and gives its id back with whatever the answer will be. */
  Stanza complete(HttpServerExchange exchange, StanzaDraft draft)
      throws HttpException, StanzaException {
    Stanza stanza = draft.complete(domain, ids::next);
    StanzaIds.giveBack(exchange, Objects.requireNonNull(stanza.id()));
    checkFrom(stanza.from());
    return stanza;
  }

  private void checkFrom(Jid from) throws HttpException {
    if (!from.asDomainBareJid().equals(domain)) {
      throw new HttpException(
          Failure.forbidden(
              "from is "
                  + from
                  + ", which is not this component's to use: leave it out, or give "
                  + domain
                  + " or anything@"
                  + domain
                  + ", with or without a resource"));
    }
  }

  static HttpException tooLarge(int size, int limit) {
    return new HttpException(
        Failure.tooLarge(
            "as XML the stanza has "
                + size
                + " bytes, and component.max_send is "
                + limit
                + "; send less"));
  }
}
