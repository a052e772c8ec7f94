package org.stanzagate.component;

import java.util.List;
import org.stanzagate.stanza.Kind;

/** How the connection to the XMPP server fares. Safe in any thread. */
public interface StreamStatus {
  /** Whether a stream is up. */
  boolean isConnected();

  /** What the streams have seen since the start. */
  StreamCounters counters();

  /** How many stanzas of a kind wait for their answers. */
  int waiting(Kind kind);

  /** Those that have waited longest, of any kind, the oldest first. */
  List<WaitingStanza> waiting(int atMost);
}
