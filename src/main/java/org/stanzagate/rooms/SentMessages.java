package org.stanzagate.rooms;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jxmpp.jid.Jid;

/**
 * The latest messages that we sent to rooms, by their ids: a room sends each back to us too.
 * Bounded in number, and in the length of an id. Safe in any thread.
 */
final class SentMessages {
  /** Ids are some 36 characters long; whoever chooses longer ones isn't to fill our memory. */
  static final int LONGEST_ID = 512;

  private record Sent(Jid room, Jid bare, String id) {
    static Sent of(Jid room, Jid us, String id) {
      return new Sent(room.asBareJid(), us.asBareJid(), id);
    }
  }

  /** With the full JID that sent each. */
  private final Map<Sent, Jid> messages;

  SentMessages(int limit) {
    messages =
        new LinkedHashMap<>() {
          private static final long serialVersionUID = 1L;

          @Override
          protected boolean removeEldestEntry(Map.Entry<Sent, Jid> eldest) {
            return size() > limit;
          }
        };
  }

  synchronized void add(Jid room, Jid us, String id) {
    if (id.length() <= LONGEST_ID) {
      messages.put(Sent.of(room, us, id), us);
    }
  }

  /** The full JID that sent that message, where it has the same bare JID as the one given. */
  synchronized Optional<Jid> sender(Jid room, Jid us, String id) {
    return messages.isEmpty()
        ? Optional.empty()
        : Optional.ofNullable(messages.get(Sent.of(room, us, id)));
  }
}
