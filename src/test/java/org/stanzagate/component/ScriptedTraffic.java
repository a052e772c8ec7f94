package org.stanzagate.component;

import java.time.Instant;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.stanzagate.stanza.Stanza;

/** One who looks at what passes, if a test says so. */
final class ScriptedTraffic implements TrafficListener {
  final BlockingQueue<String> seen = new LinkedBlockingQueue<>();
  volatile boolean isLooking;

  @Override
  public boolean isLooking() {
    return isLooking;
  }

  @Override
  public void received(Stanza stanza, boolean isAnswer) {
    seen.add((isAnswer ? "answer " : "in ") + stanza.id());
  }

  @Override
  public void sent(Stanza stanza, Instant begun) {
    seen.add("out " + stanza.id());
  }
}
