package org.stanzagate.outbox;

import static org.stanzagate.log.LogField.CALLBACK;
import static org.stanzagate.log.LogField.STANZA;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks now and then for what has expired in a mailbox, and takes it away in small steps. */
final class Expiry {
  private static final Logger LOG = LoggerFactory.getLogger(Expiry.class);

  static final Duration PERIOD = Duration.ofSeconds(10);

  private final Mailbox mailbox;
  private final Consumer<StoredStanza> unread;
  private final ScheduledExecutorService timer;
  private volatile boolean closed;

  /**
   * @param unread takes what nobody has read
   */
  Expiry(Mailbox mailbox, Consumer<StoredStanza> unread, ScheduledExecutorService timer) {
    this.mailbox = mailbox;
    this.unread = unread;
    this.timer = timer;
  }

  void start() {
    if (!closed) {
      var unused = timer.schedule(this::look, PERIOD.toNanos(), TimeUnit.NANOSECONDS);
    }
  }

  private void look() {
    if (!closed) {
      var unused = mailbox.removeExpired().exceptionally(this::failed).thenAccept(this::removed);
    }
  }

  /** Where the store can't be read or written, it says so itself. */
  private Optional<List<StoredStanza>> failed(Throwable e) {
    CALLBACK
        .on(LOG.atDebug(), mailbox.queue().name())
        .setCause(e)
        .log("what has expired could not be removed");
    return Optional.empty();
  }

  private void removed(Optional<List<StoredStanza>> stanzas) {
    if (stanzas.isEmpty()) {
      start();
    } else {
      giveBack(stanzas.get());
      look();
    }
  }

  private void giveBack(List<StoredStanza> stanzas) {
    for (StoredStanza stanza : stanzas) {
      try {
        unread.accept(stanza);
      } catch (RuntimeException e) {
        STANZA
            .on(CALLBACK.on(LOG.atError(), mailbox.queue().name()), stanza.stanza().id())
            .setCause(e)
            .log(
                "A fault of the gateway: the sender of what has expired was not told; please report this");
      }
    }
  }

  void close() {
    closed = true;
  }
}
