package org.stanzagate.http;

import io.undertow.server.HttpServerExchange;
import java.util.Objects;
import org.stanzagate.listener.Failure;
import org.stanzagate.listener.HttpException;
import org.stanzagate.stanza.Stanza;
import org.stanzagate.stanza.StanzaDraft;
import org.stanzagate.stanza.StanzaException;

/** Makes the stanza that is to be sent of a draft, where it may be sent. Safe in any thread. */
final class Outbound {
  private final StanzaIds ids;

  Outbound(StanzaIds ids) {
    this.ids = ids;
  }

  /**
   * Completes the draft, gives its id back with whatever the answer will be, and asks whether the
   * caller may send it.
   */
  Stanza complete(HttpServerExchange exchange, StanzaDraft draft)
      throws HttpException, StanzaException {
    Permissions permissions = Caller.of(exchange).permissions();
    Stanza stanza = draft.complete(permissions.defaultFrom(draft), ids::next);
    StanzaIds.giveBack(exchange, Objects.requireNonNull(stanza.id()));
    permissions.check(stanza);
    return stanza;
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
