package org.stanzagate.rooms;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.stanzagate.component.Component;
import org.stanzagate.component.NotSent;
import org.stanzagate.component.Reply;
import org.stanzagate.stanza.StanzaError;

/**
 * A room that was made by our joining it. It lets nobody else in before its owner, which is us, has
 * taken its configuration (XEP-0045 section 10.1).
 */
final class NewRoom {
  private static final Logger LOG = LoggerFactory.getLogger(NewRoom.class);

  private NewRoom() {}

  /** Takes the configuration as it is. */
  static void open(Component component, RoomStanzas stanzas, Duration timeout) {
    LOG.info("The room {} was not there, and has been made with its defaults", stanzas.room());
    var unused =
        component
            .request(stanzas.unlock(), timeout)
            .thenAccept(
                reply -> {
                  if (!(reply instanceof Reply.Answer answer)
                      || !answer.stanza().type().equals("result")) {
                    LOG.warn(
                        "The new room {} may be locked for others; its owner, {}, must configure it:"
                            + " {}",
                        stanzas.room(),
                        stanzas.us(),
                        said(reply));
                  }
                });
  }

  private static String said(Reply reply) {
    if (reply instanceof Reply.Answer answer) {
      return StanzaError.of(answer.stanza().element())
          .map(StanzaError::condition)
          .orElse("no reason given");
    }
    return reply instanceof NotSent notSent ? notSent.text() : "no answer that can be read";
  }
}
