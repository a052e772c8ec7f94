package org.stanzagate.rooms;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.jxmpp.jid.Jid;
import org.jxmpp.stringprep.XmppStringprepException;
import org.stanzagate.stanza.Jids;
import org.stanzagate.stanza.Kind;
import org.stanzagate.stanza.Namespaces;
import org.stanzagate.stanza.Stanza;
import org.stanzagate.xml.Element;

/**
 * What one of ours has to say to a room in order to be in it. Immutable.
 *
 * @param room its bare JID
 * @param us the full JID that is to be in it
 * @param nick under which, if nobody has it
 */
record RoomStanzas(Jid room, Jid us, String nick, Supplier<String> ids) {
  /** So much of the past tells whether what we said last was heard before we were cut off. */
  private static final String HISTORY = "20";

  /** The occupant JID of the n-th nickname to try, from 1. */
  Jid occupant(int number) {
    String suffix = number == 1 ? "" : "-" + number;
    try {
      return Jids.parse(room + "/" + nick + suffix);
    } catch (XmppStringprepException e) {
      throw new IllegalArgumentException("no nickname: " + nick, e);
    }
  }

  /** Section 7.2; in a room that we are in already it asks for all that a newcomer gets. */
  Stanza join(Jid occupant) {
    return presence(
        occupant,
        null,
        Element.builder(Namespaces.MUC, "x")
            .add(
                Element.builder(Namespaces.MUC, "history").attribute("maxstanzas", HISTORY).build())
            .build());
  }

  /** Section 7.14. */
  Stanza leave(Jid occupant) {
    return presence(occupant, "unavailable", null);
  }

  /** XEP-0410: goes to ourselves, through the room. */
  Stanza selfPing(Jid occupant) {
    return iq(occupant, "get", Element.of(Namespaces.PING, "ping"));
  }

  /** Section 10.1.2: takes a room that we have just made as it is, and so opens it to others. */
  Stanza unlock() {
    return iq(
        room,
        "set",
        Element.builder(Namespaces.MUC_OWNER, "query")
            .add(Element.builder(Namespaces.DATA, "x").attribute("type", "submit").build())
            .build());
  }

  private Stanza presence(Jid to, @Nullable String type, @Nullable Element payload) {
    Element.Builder presence = addressed(Kind.PRESENCE, to, type);
    if (payload != null) {
      presence.add(payload);
    }
    return new Stanza(presence.build(), Kind.PRESENCE, to, us);
  }

  private Stanza iq(Jid to, String type, Element payload) {
    return new Stanza(addressed(Kind.IQ, to, type).add(payload).build(), Kind.IQ, to, us);
  }

  private Element.Builder addressed(Kind kind, Jid to, @Nullable String type) {
    return Element.builder(Namespaces.CLIENT, kind.element())
        .attribute("to", to.toString())
        .attribute("from", us.toString())
        .attribute("id", ids.get())
        .attribute("type", type);
  }
}
