package org.stanzagate;

import java.util.Objects;
import org.jivesoftware.smack.packet.StanzaError.Condition;
import org.jivesoftware.smack.packet.StanzaError.Type;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.stanzagate.component.StanzaListener;
import org.stanzagate.rooms.Rooms;
import org.stanzagate.stanza.Kind;
import org.stanzagate.stanza.Stanza;
import org.stanzagate.stanza.StanzaError;

/**
 * Takes the incoming stanzas that nobody else takes: iqs that ask, and messages, are told so with
 * {@code service-unavailable} (RFC 6120 section 8.3.3.19, RFC 6121 section 8.5), the rest ends
 * here. Called by the reader of the stream, so it never waits.
 */
final class Unclaimed implements StanzaListener {
  private static final Logger LOG = LoggerFactory.getLogger(Unclaimed.class);

  private static final StanzaError REFUSAL =
      new StanzaError(
          Type.CANCEL, Condition.service_unavailable, "Nobody is here to take this stanza");

  private final Rooms rooms;

  Unclaimed(Rooms rooms) {
    this.rooms = Objects.requireNonNull(rooms);
  }

  @Override
  public void received(Stanza stanza) {
    boolean refused =
        rooms.mayBeRefused(stanza) && (stanza.kind() != Kind.IQ || stanza.isRequest());
    LOG.debug(
        "nobody takes the {} {} from {} to {}: {}",
        stanza.type(),
        stanza.kind().element(),
        stanza.from(),
        stanza.to(),
        refused ? "refused" : "dropped");
    if (refused) {
      // Where it can't go out, nobody is left to be told.
      var unused = rooms.send(stanza.errorReply(REFUSAL));
    }
  }
}
