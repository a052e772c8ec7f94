package org.stanzagate.config;

import org.jxmpp.jid.Jid;

/**
 * Where and how check-ins are announced.
 *
 * @param to the bare JID of a room or of a user
 * @param from who announces: a full JID of the component's domain
 * @param isGroupchat whether {@code to} is a room, which is joined
 * @param nick in the room; one that can be part of a JID
 * @param text with the fields of a check-in in braces, like {@code {username}}
 */
public record AnnounceConfig(Jid to, Jid from, boolean isGroupchat, String nick, String text) {
  public AnnounceConfig {
    if (!from.hasResource()) {
      throw new IllegalArgumentException("announcements come from a full JID");
    }
  }
}
