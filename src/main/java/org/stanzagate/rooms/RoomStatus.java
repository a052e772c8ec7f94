package org.stanzagate.rooms;

import java.util.Optional;
import org.stanzagate.stanza.Namespaces;
import org.stanzagate.stanza.Stanza;
import org.stanzagate.xml.Element;

/** The codes by which a room says what its presence is about (XEP-0045 section 15.6.2). */
enum RoomStatus {
  /** It is about the one who gets it. */
  SELF("110"),
  /** The room was not there, and has been made. */
  CREATED("201"),
  BANNED("301"),
  /** The nickname changes: nobody leaves. */
  RENAMED("303"),
  KICKED("307"),
  /** It was members only by then, as with 322. */
  AFFILIATION_CHANGED("321"),
  MEMBERS_ONLY("322"),
  SHUTDOWN("332");

  private final String code;

  RoomStatus(String code) {
    this.code = code;
  }

  boolean isIn(Stanza presence) {
    Optional<Element> x = presence.element().element(Namespaces.MUC_USER, "x");
    return x.isPresent()
        && x.get().elements().stream()
            .anyMatch(
                child ->
                    child.is(Namespaces.MUC_USER, "status")
                        && code.equals(child.attribute("code")));
  }
}
