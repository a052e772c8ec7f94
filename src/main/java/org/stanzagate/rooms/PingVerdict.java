package org.stanzagate.rooms;

import org.stanzagate.component.Reply;
import org.stanzagate.stanza.StanzaError;

/** What a self-ping tells (XEP-0410 section 3.2). */
enum PingVerdict {
  IN,
  OUT,
  UNKNOWN;

  static PingVerdict of(Reply reply) {
    if (!(reply instanceof Reply.Answer answer)) {
      return UNKNOWN;
    }
    String condition =
        StanzaError.of(answer.stanza().element()).map(StanzaError::condition).orElse("");
    return switch (condition) {
      case "", "service-unavailable", "feature-not-implemented", "item-not-found" -> IN;
      case "remote-server-not-found", "remote-server-timeout" -> UNKNOWN;
      default -> OUT;
    };
  }
}
