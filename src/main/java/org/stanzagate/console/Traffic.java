package org.stanzagate.console;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.stanzagate.component.TrafficListener;
import org.stanzagate.console.Passage.Way;
import org.stanzagate.stanza.Stanza;

/**
 * Shows each stanza that passes to all who look. While nobody does, that costs one look at a list.
 * Safe in any thread; never waits, and renders nothing.
 */
public final class Traffic implements TrafficListener {
  private final List<Viewer> viewers = new CopyOnWriteArrayList<>();
  private final Clock clock;

  public Traffic(Clock clock) {
    this.clock = clock;
  }

  @Override
  public boolean isLooking() {
    return !viewers.isEmpty();
  }

  @Override
  public void received(Stanza stanza, boolean isAnswer) {
    show(Passage.of(clock.instant(), isAnswer ? Way.ANSWER : Way.IN, stanza));
  }

  @Override
  public void sent(Stanza stanza, Instant begun) {
    show(Passage.of(begun, Way.OUT, stanza));
  }

  private void show(Passage passage) {
    viewers.forEach(viewer -> viewer.show(passage));
  }

  /** Those who look now; who is put in begins to, who is taken out ends. */
  List<Viewer> viewers() {
    return viewers;
  }
}
