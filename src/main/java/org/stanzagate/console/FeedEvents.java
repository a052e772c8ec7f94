package org.stanzagate.console;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.stanzagate.listener.ServerSentEvent;
import org.stanzagate.outbox.CallbackState;

/** How what is to be seen becomes events. Called in the feed's thread. */
public interface FeedEvents {
  /** A stanza that has passed. */
  ServerSentEvent stanza(Passage passage);

  /** So many stanzas have passed since the last event that the viewer was too slow for. */
  ServerSentEvent lost(long count);

  /**
   * How the gateway fares, for one who looks.
   *
   * @param states of the callbacks; null where they can't be had, or he may not see them
   */
  ServerSentEvent state(Spectator spectator, @Nullable List<CallbackState> states);

  /** The last event of one whose credentials are no longer right. */
  ServerSentEvent loggedOut();
}
