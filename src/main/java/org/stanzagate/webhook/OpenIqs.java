package org.stanzagate.webhook;

import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.jxmpp.jid.Jid;
import org.stanzagate.component.Component;
import org.stanzagate.component.Delivery;
import org.stanzagate.component.Reply;
import org.stanzagate.component.WaitingStanza;
import org.stanzagate.stanza.Stanza;

/**
 * The iqs that were forwarded and have no answer yet, so that each gets one: from the webhook's
 * answer, or from what the bot posts to {@code /rest}, which can be there first; or, where the
 * webhook said "later" and nothing came, from the clock. Safe in any thread.
 */
final class OpenIqs {
  private final Duration timeout;
  private final ScheduledExecutorService timer;
  private final Clock clock;
  private final Map<Key, Open> open = new ConcurrentHashMap<>();

  private record Key(Jid asker, Jid asked, @Nullable String id) {
    static Key ofRequest(Stanza iq) {
      return new Key(iq.from(), iq.to(), iq.id());
    }

    static Key ofResponse(Stanza iq) {
      return new Key(iq.to(), iq.from(), iq.id());
    }
  }

  /** One that is open. */
  private static final class Open {
    private final WaitingStanza waits;
    private volatile @Nullable Future<?> end;
    private volatile Runnable whenAnswered = () -> {};

    Open(WaitingStanza waits) {
      this.waits = waits;
    }

    void answered() {
      Future<?> current = end;
      if (current != null) {
        current.cancel(false);
      }
      whenAnswered.run();
    }
  }

  /**
   * @param timeout how long one stays open after the webhook said "later"
   * @param timer must drop cancelled tasks at once
   */
  OpenIqs(Duration timeout, ScheduledExecutorService timer, Clock clock) {
    this.clock = clock;
    this.timeout = timeout;
    this.timer = timer;
  }

  /** An iq that asks is about to be forwarded. */
  void opened(Stanza iq) {
    open.put(Key.ofRequest(iq), new Open(WaitingStanza.of(iq, clock.instant())));
  }

  /** Whether the iq still has no answer; from now on it counts as having one. */
  boolean close(Stanza iq) {
    Open entry = open.remove(Key.ofRequest(iq));
    if (entry != null) {
      entry.answered();
    }
    return entry != null;
  }

  /**
   * Leaves it open, unless it has been answered meanwhile.
   *
   * @param expired is called, in the timer, if nobody answers it in time
   * @param answered is called if it has been answered, in whatever thread that is known
   */
  void keepOpen(Stanza iq, Consumer<Stanza> expired, Runnable answered) {
    Key key = Key.ofRequest(iq);
    Open entry = open.get(key);
    if (entry == null) {
      answered.run();
      return;
    }
    entry.whenAnswered = answered;
    entry.end =
        timer.schedule(
            () -> {
              if (open.remove(key, entry)) {
                expired.accept(iq);
              }
            },
            timeout.toNanos(),
            TimeUnit.NANOSECONDS);
    if (open.get(key) != entry) {
      entry.answered();
    }
  }

  /** Those that have been open longest, the oldest first. */
  List<WaitingStanza> oldest(int atMost) {
    return open.values().stream()
        .map(entry -> entry.waits)
        .sorted(Comparator.comparing(WaitingStanza::since))
        .limit(atMost)
        .toList();
  }

  /** How many are open. */
  int size() {
    return open.size();
  }

  /** The component for those who may answer in the bot's name: what they answer is closed here. */
  Component watched(Component component) {
    return new Watched(component);
  }

  private final class Watched implements Component {
    private final Component component;

    Watched(Component component) {
      this.component = component;
    }

    @Override
    public Jid domain() {
      return component.domain();
    }

    @Override
    public boolean isConnected() {
      return component.isConnected();
    }

    /** Closed before it is sent, for afterwards a time-out could come between; else open again. */
    @Override
    public CompletableFuture<Delivery> send(Stanza stanza) {
      Key key = Key.ofResponse(stanza);
      Open entry = stanza.isResponse() ? open.remove(key) : null;
      CompletableFuture<Delivery> delivery = component.send(stanza);
      if (entry == null) {
        return delivery;
      }
      return delivery.whenComplete(
          (outcome, e) -> {
            if (outcome instanceof Delivery.Written) {
              entry.answered();
            } else {
              open.putIfAbsent(key, entry);
            }
          });
    }

    @Override
    public CompletableFuture<Reply> request(Stanza stanza, Duration timeout) {
      return component.request(stanza, timeout);
    }
  }
}
