package org.stanzagate.component;

import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.stanzagate.component.Disconnect.Reason;
import org.stanzagate.stanza.Kind;

/** What the streams have seen since the start. Safe in any thread; counting never waits. */
public final class StreamCounters {
  private final Map<Kind, LongAdder> received = new EnumMap<>(Kind.class);
  private final Map<Kind, LongAdder> sent = new EnumMap<>(Kind.class);
  private final Map<Reason, LongAdder> disconnects = new EnumMap<>(Reason.class);
  private final LongAdder opened = new LongAdder();
  private volatile long lastReceived;
  private volatile @Nullable Instant lastOpened;
  private volatile @Nullable Disconnect lastDisconnect;

  StreamCounters() {
    for (Kind kind : Kind.values()) {
      received.put(kind, new LongAdder());
      sent.put(kind, new LongAdder());
    }
    for (Reason reason : Reason.values()) {
      disconnects.put(reason, new LongAdder());
    }
  }

  private static <T extends Enum<T>> LongAdder of(Map<T, LongAdder> counters, T key) {
    LongAdder counter = counters.get(key);
    if (counter == null) {
      throw new IllegalArgumentException("there is none for " + key);
    }
    return counter;
  }

  /** How many stanzas came, our own keepalive not among them. */
  public long received(Kind kind) {
    return of(received, kind).sum();
  }

  /** How many stanzas were written to the server's socket, our own keepalive not among them. */
  public long sent(Kind kind) {
    return of(sent, kind).sum();
  }

  /** How many streams have come up. */
  public long opened() {
    return opened.sum();
  }

  /** How many of them came up after another. */
  public long reconnects() {
    return Math.max(0, opened() - 1);
  }

  /** How many streams, and tries to open one, have ended so. */
  public long disconnects(Reason reason) {
    return of(disconnects, reason).sum();
  }

  /** The last of them; empty where there was none. */
  public Optional<Disconnect> lastDisconnect() {
    return Optional.ofNullable(lastDisconnect);
  }

  /** When the last stream came up; empty where none has. */
  public Optional<Instant> lastOpened() {
    return Optional.ofNullable(lastOpened);
  }

  /** When the last stanza came; empty where none has. */
  public Optional<Instant> lastReceived() {
    return lastReceived == 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(lastReceived));
  }

  /** The one that counts what was written of that kind. */
  LongAdder writtenOf(Kind kind) {
    return of(sent, kind);
  }

  void countReceived(Kind kind, long now) {
    of(received, kind).increment();
    lastReceived = now;
  }

  void countOpened(Instant now) {
    lastOpened = now;
    opened.increment();
  }

  void countDisconnect(Disconnect disconnect) {
    of(disconnects, disconnect.reason()).increment();
    lastDisconnect = disconnect;
  }
}
