package org.stanzagate.component;

import java.time.Instant;
import java.util.Optional;
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
    Optional<Element> child = stanza.element().elements().stream().findFirst();
    return new WaitingStanza(
        stanza.kind(),
        stanza.from(),
        stanza.to(),
        String.valueOf(stanza.id()),
        child.map(Element::name).orElse(null),
        child.map(Element::namespace).orElse(null),
        since);
  }
}
