package org.stanzagate.checkin;

import org.jxmpp.jid.Jid;
import org.stanzagate.config.AnnounceConfig;
import org.stanzagate.stanza.Kind;
import org.stanzagate.stanza.Namespaces;
import org.stanzagate.stanza.Stanza;
import org.stanzagate.xml.Element;

/**
 * What is said of one check-in.
 *
 * @param id of the message: the same whenever the same check-in is announced, and nobody can guess
 *     it before
 */
record Announcement(String id, String text) {
  /** XEP-0393, section 6: what strangers wrote is not to be styled either. */
  private static final String STYLING = "urn:xmpp:styling:0";

  Stanza message(AnnounceConfig config) {
    Jid to = config.to();
    Jid from = config.from();
    Element message =
        Element.builder(Namespaces.CLIENT, "message")
            .attribute("to", to.toString())
            .attribute("from", from.toString())
            .attribute("type", config.isGroupchat() ? "groupchat" : "chat")
            .attribute("id", id)
            .add(Element.ofText(Namespaces.CLIENT, "body", text))
            .add(Element.of(STYLING, "unstyled"))
            .build();
    return new Stanza(message, Kind.MESSAGE, to, from);
  }
}
