package org.stanzagate.console;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.stanzagate.listener.ServerSentEvent;
import org.stanzagate.outbox.CallbackState;

/** Events that a test can read, and how many stanzas were made into some. */
final class ScriptedEvents implements FeedEvents {
  int rendered;
  String state = "fine";

  @Override
  public ServerSentEvent stanza(Passage passage) {
    rendered++;
    String id = String.valueOf(passage.stanza().id());
    if (id.equals("fault")) {
      throw new IllegalStateException("it can't be shown");
    }
    return event(passage.way() + " " + id);
  }

  @Override
  public ServerSentEvent lost(long count) {
    return event("lost " + count);
  }

  @Override
  public ServerSentEvent state(Spectator spectator, @Nullable List<CallbackState> states) {
    return event("state " + state + (states == null ? "" : " " + states.size()));
  }

  @Override
  public ServerSentEvent loggedOut() {
    return event("end");
  }

  private static ServerSentEvent event(String data) {
    return new ServerSentEvent(null, null, data);
  }
}
