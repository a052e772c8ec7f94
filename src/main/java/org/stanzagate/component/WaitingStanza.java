package org.stanzagate.component;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.jxmpp.jid.Jid;
import org.stanzagate.stanza.Kind;
import org.stanzagate.stanza.Stanza;
import org.stanzagate.xml.Element;

/**
 * A stanza that waits for its answer.
 *
 * @param payload the name of its first child element; null if it has none
 * @param namespace of that
 */
public record WaitingStanza(
    Kind kind,
    Jid from,
    Jid to,
    String id,
    @Nullable String payload,
    @Nullable String namespace,
    Instant since) {
  /** What is told of a stanza with an id that waits since then. */
  public static WaitingStanza of(Stanza stanza, Instant since) {
    List<Element> children = stanza.element().elements();
    Element child = children.isEmpty() ? null : children.get(0);
    return new WaitingStanza(
        stanza.kind(),
        stanza.from(),
        stanza.to(),
        String.valueOf(stanza.id()),
        child == null ? null : child.name(),
        child == null ? null : child.namespace(),
        since);
  }
}
