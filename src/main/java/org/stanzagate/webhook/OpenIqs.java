package org.stanzagate.webhook;

import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
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
  private final Map<Key, OpenIq> open = new ConcurrentHashMap<>();

  private record Key(Jid asker, Jid asked, @Nullable String id) {
    static Key ofRequest(Stanza iq) {
      return new Key(iq.from(), iq.to(), iq.id());
    }

    static Key ofResponse(Stanza iq) {
      return new Key(iq.to(), iq.from(), iq.id());
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
    Key key = Key.ofRequest(iq);
    WaitingStanza waits = WaitingStanza.of(iq, clock.instant());
    open.put(key, new OpenIq(waits, ended -> open.remove(key, ended)));
  }

  /** Whether the iq still has no answer; from now on it counts as having one. */
  boolean close(Stanza iq) {
    OpenIq entry = open.get(Key.ofRequest(iq));
    return entry != null && entry.close();
  }

  /**
   * Leaves it open, unless it has been answered meanwhile.
   *
   * @param expired is called, in the timer, if nobody answers it in time
   * @param answered is called if it has been answered, in whatever thread that is known
   */
  void keepOpen(Stanza iq, Consumer<Stanza> expired, Runnable answered) {
    OpenIq entry = open.get(Key.ofRequest(iq));
    if (entry == null) {
      answered.run();
      return;
    }
    entry.await(
        () -> expired.accept(iq),
        answered,
        () -> timer.schedule(entry::timeIsOver, timeout.toNanos(), TimeUnit.NANOSECONDS));
  }

  /** Those that have been open longest, the oldest first. */
  List<WaitingStanza> oldest(int atMost) {
    return open.values().stream()
        .map(OpenIq::waits)
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

    /** Its time can't be over while the answer is on its way, unless that does not get there. */
    @Override
    public CompletableFuture<Delivery> send(Stanza stanza) {
      OpenIq entry = stanza.isResponse() ? open.get(Key.ofResponse(stanza)) : null;
      if (entry == null || !entry.beginAnswer()) {
        return component.send(stanza);
      }
      return component
          .send(stanza)
          .whenComplete(
              (outcome, e) -> {
                if (outcome instanceof Delivery.Written) {
                  entry.answered();
                } else {
                  entry.notAnswered();
                }
              });
    }

    @Override
    public CompletableFuture<Reply> request(Stanza stanza, Duration timeout) {
      return component.request(stanza, timeout);
    }
  }
}
