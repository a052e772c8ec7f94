package org.stanzagate.rooms;

import java.util.Optional;
import org.jxmpp.jid.Jid;
import org.stanzagate.stanza.Stanza;
import org.stanzagate.stanza.StanzaError;

/** Why we aren't in a room, and what people can do about it, out of the room's presence. */
final class Absence {
  private Absence() {}

  /** The room told us that we are out (XEP-0045 sections 8.2, 9.1, 9.4, 17.3). */
  static String ofRemoval(Stanza unavailable, Jid us) {
    if (RoomStatus.BANNED.isIn(unavailable)) {
      return "we are banned from it; its admins can lift that from " + us.asBareJid();
    }
    if (RoomStatus.KICKED.isIn(unavailable)) {
      return "we have been kicked out of it; its moderators can say why";
    }
    if (RoomStatus.AFFILIATION_CHANGED.isIn(unavailable)
        || RoomStatus.MEMBERS_ONLY.isIn(unavailable)) {
      return "it is for members only; make " + us.asBareJid() + " one";
    }
    return RoomStatus.SHUTDOWN.isIn(unavailable)
        ? "its server is shutting down"
        : "we have been removed from it; its admins can say why";
  }

  /** The room, or the way to it, did not let us in (section 7.2). */
  static String ofRefusal(Stanza error, Jid us) {
    Optional<StanzaError> said = StanzaError.of(error.element());
    if (said.isEmpty()) {
      return "it refuses us without a reason; see its server's log";
    }
    String text = said.get().text();
    return "it refuses us with "
        + said.get().condition()
        + (text == null ? "" : " (" + text + ")")
        + advice(said.get().condition(), us.asBareJid());
  }

  private static String advice(String condition, Jid us) {
    return switch (condition) {
      case "registration-required" -> "; make " + us + " a member";
      case "forbidden" -> "; lift the ban on " + us;
      case "not-authorized" -> "; take its password away";
      case "conflict" -> "; give another nickname";
      case "item-not-found", "not-allowed" -> "; make the room first";
      case "remote-server-not-found", "remote-server-timeout" ->
          "; is its address right, and does the XMPP server reach its server?";
      default -> "; see the room's settings";
    };
  }
}
