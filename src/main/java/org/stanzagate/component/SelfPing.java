package org.stanzagate.component;

import org.jxmpp.jid.Jid;
import org.stanzagate.stanza.Kind;
import org.stanzagate.stanza.Namespaces;
import org.stanzagate.stanza.Stanza;
import org.stanzagate.xml.Element;

/**
 * The ping (XEP-0199) from the component's own domain to itself, which the server routes back: what
 * shows that the whole way works. The ping itself that comes, and any answer to it, are ours alone.
 *
 * @param id unguessable, so that nobody else can have a stanza taken for one of these
 */
record SelfPing(Jid domain, String id) {

  Stanza stanza() {
    Element iq =
        Element.builder(Namespaces.CLIENT, "iq")
            .attribute("type", "get")
            .attribute("id", id)
            .attribute("from", domain.toString())
            .attribute("to", domain.toString())
            .add(Element.of(Namespaces.PING, "ping"))
            .build();
    return new Stanza(iq, Kind.IQ, domain, domain);
  }

  boolean isBack(Stanza stanza) {
    return stanza.kind() == Kind.IQ
        && id.equals(stanza.id())
        && domain.equals(stanza.from())
        && domain.equals(stanza.to());
  }
}
