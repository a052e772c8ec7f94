package org.stanzagate.console;

import java.util.List;
import org.jxmpp.jid.Jid;
import org.stanzagate.stanza.JidPattern;

/**
 * Who looks, and at what he may.
 *
 * @param name of the token, or the component's domain; empty for anybody
 * @param isAdmin may see how the callbacks fare
 * @param own our addresses whose stanzas he may see; empty for all
 */
public record Spectator(String name, boolean isAdmin, List<JidPattern> own) {
  public Spectator {
    own = List.copyOf(own);
  }

  /** Whether he may see what is to or from this address of ours. */
  boolean sees(Jid ours) {
    return own.isEmpty() || own.stream().anyMatch(pattern -> pattern.matches(ours));
  }

  /** Where no credentials are asked for, there is nothing to hide. */
  public boolean seesCallbacks() {
    return isAdmin || name.isEmpty();
  }
}
