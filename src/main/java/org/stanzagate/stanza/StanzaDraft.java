package org.stanzagate.stanza;

import java.util.function.Supplier;
import org.jxmpp.jid.Jid;
import org.stanzagate.xml.Element;

/**
 * What a client handed in to be sent: a stanza that may still lack {@code from} and {@code id}.
 *
 * @param element as decoded
 */
public record StanzaDraft(Element element) {

  /** Whether it says who sends it. */
  public boolean hasFrom() {
    String from = element.attribute("from");
    return from != null && !from.isEmpty();
  }

  /**
   * Fills in what was left out, normalises the addresses, and checks everything that RFC 6120 and
   * 6121 ask of a stanza before it may be sent: kind, type, one payload in an iq {@code get} or
   * {@code set}, at most one in a {@code result}, an {@code error} where the type says so and
   * nowhere else, no character data of its own. An empty {@code id} or {@code from} counts as left
   * out; so does the {@code queryid} of an archive query, which gets one too. The type {@code
   * available} of a presence is left out on the way.
   *
   * @param defaultFrom where {@code from} is left out
   * @param newId where {@code id} or {@code queryid} is left out
   * @throws StanzaException says what is wrong and what would be right
   */
  public Stanza complete(Jid defaultFrom, Supplier<String> newId) throws StanzaException {
    StanzaChecks checks = new StanzaChecks(element);
    checks.type();
    checks.content();
    Jid to = checks.to();
    Jid from = checks.from(defaultFrom);
    Element.Builder complete =
        element.toBuilder().attribute("to", to.toString()).attribute("from", from.toString());
    if ("available".equals(element.attribute("type"))) {
      complete.attribute("type", null);
    }
    String id = element.attribute("id");
    if (id == null || id.isEmpty()) {
      complete.attribute("id", newId.get());
    }
    Element identified = MessageArchive.withQueryId(complete.build(), newId);
    return new Stanza(identified, checks.kind(), to, from);
  }
}
