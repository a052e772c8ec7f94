package org.stanzagate.console;

import java.time.Instant;
import org.jxmpp.jid.Jid;
import org.stanzagate.stanza.Stanza;
import org.stanzagate.xml.Attribute;
import org.stanzagate.xml.Element;
import org.stanzagate.xml.Node;
import org.stanzagate.xml.Text;

/**
 * A stanza that has passed. Immutable.
 *
 * @param weight about how many characters it holds in memory
 */
public record Passage(Instant time, Way way, Stanza stanza, int weight) {
  /** Which way it went. */
  public enum Way {
    /** From the XMPP server. */
    IN,
    /** From the XMPP server, to somebody who has waited for it. */
    ANSWER,
    /** To the XMPP server. */
    OUT
  }

  static Passage of(Instant time, Way way, Stanza stanza) {
    return new Passage(time, way, stanza, weight(stanza.element()));
  }

  /** The address on our side. */
  Jid ours() {
    return way == Way.OUT ? stanza.from() : stanza.to();
  }

  private static int weight(Element element) {
    int weight = 64 + element.name().length();
    for (Attribute attribute : element.attributes()) {
      weight += 32 + attribute.value().length();
    }
    for (Node child : element.children()) {
      weight += child instanceof Element inner ? weight(inner) : ((Text) child).value().length();
    }
    return weight;
  }
}
