package org.stanzagate.component;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.stanzagate.stanza.Kind;

/** A stream that has seen what a test says. */
public final class ScriptedStream implements StreamStatus {
  public final List<WaitingStanza> waiting = new ArrayList<>();
  public boolean connected = true;

  private final StreamCounters counters = new StreamCounters();

  @Override
  public boolean isConnected() {
    return connected;
  }

  @Override
  public StreamCounters counters() {
    return counters;
  }

  @Override
  public int waiting(Kind kind) {
    return (int) waiting.stream().filter(one -> one.kind() == kind).count();
  }

  @Override
  public List<WaitingStanza> waiting(int atMost) {
    return waiting.stream()
        .sorted(Comparator.comparing(WaitingStanza::since))
        .limit(atMost)
        .toList();
  }

  public void opened(Instant time) {
    counters.countOpened(time);
  }

  public void ended(Disconnect disconnect) {
    counters.countDisconnect(disconnect);
  }

  public void received(Kind kind, Instant time) {
    counters.countReceived(kind, time.toEpochMilli());
  }

  public void sent(Kind kind) {
    counters.writtenOf(kind).increment();
  }
}
