package org.stanzagate;

import static org.stanzagate.log.LogField.STANZA;

import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.jivesoftware.smack.packet.StanzaError.Condition;
import org.jivesoftware.smack.packet.StanzaError.Type;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.stanzagate.component.StanzaListener;
import org.stanzagate.entity.Profile;
import org.stanzagate.entity.Uptime;
import org.stanzagate.rooms.Rooms;
import org.stanzagate.stanza.Stanza;
import org.stanzagate.stanza.StanzaError;

/**
 * Takes the incoming stanzas that nobody else takes. What the component is asked about itself is
 * answered; other iqs that ask, and messages, are told {@code service-unavailable} (RFC 6120
 * section 8.3.3.19, RFC 6121 section 8.5); the rest ends here. Never waits, so that the reader of
 * the stream may call it. Safe in any thread.
 */
final class Unclaimed implements StanzaListener {
  private static final Logger LOG = LoggerFactory.getLogger(Unclaimed.class);

  private static final StanzaError REFUSAL =
      new StanzaError(
          Type.CANCEL, Condition.service_unavailable, "Nobody is here to take this stanza");

  private final Rooms rooms;
  private final Profile profile;

  /**
   * @param clock from which the component has been up
   */
  Unclaimed(Rooms rooms, Clock clock) {
    this.rooms = rooms;
    this.profile =
        new Profile(
            "component",
            "generic",
            "Stanzagate",
            List.of(),
            Main.Version.read(),
            Uptime.fromNow(clock));
  }

  @Override
  public void received(Stanza stanza) {
    Optional<Stanza> answer = answer(stanza);
    STANZA
        .on(LOG.atDebug(), stanza.id())
        .log(
            "nobody takes the {} {} from {} to {}: {}",
            stanza.type(),
            stanza.kind().element(),
            stanza.from(),
            stanza.to(),
            answer.map(sent -> "answered, " + sent.type()).orElse("dropped"));
    answer.ifPresent(
        sent -> {
          // Where it can't go out, nobody is left to be told.
          var unused = rooms.send(sent);
        });
  }

  private Optional<Stanza> answer(Stanza stanza) {
    Optional<Stanza> known =
        stanza.isRequest() && stanza.to().equals(rooms.domain())
            ? profile.answer(stanza)
            : Optional.empty();
    return known.or(
        () ->
            rooms.mayBeRefused(stanza)
                ? Optional.of(stanza.errorReply(REFUSAL))
                : Optional.empty());
  }
}
