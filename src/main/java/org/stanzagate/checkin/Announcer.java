package org.stanzagate.checkin;

import static org.stanzagate.log.LogField.STANZA;

import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.stanzagate.checkin.CheckinStore.Unannounced;

/**
 * Announces what waits for it, one check-in after the other in the order of arrival, in a thread of
 * its own. Each is noted as announced, on the disk, before the next is said: if the process is
 * killed between the two, that one is said again, and no other.
 */
final class Announcer {
  private static final Logger LOG = LoggerFactory.getLogger(Announcer.class);

  /** Before the store is asked again that couldn't answer. */
  private static final Duration RETRY = Duration.ofSeconds(1);

  private final CheckinStore store;
  private final Audience audience;
  private final AnnouncementText text;
  private final AnnouncementIds ids;
  private final Thread thread = new Thread(this::run, "checkin-announcer");
  private final Semaphore news = new Semaphore(0);
  private volatile boolean stopping;

  Announcer(CheckinStore store, Audience audience, AnnouncementText text, AnnouncementIds ids) {
    this.store = store;
    this.audience = audience;
    this.text = text;
    this.ids = ids;
    thread.setDaemon(true);
  }

  /** Begins with what was left over. Once only. */
  void start() {
    thread.start();
  }

  /** Something new is in the store. Safe in any thread. */
  void wake() {
    news.release();
  }

  /** Brings to its end what has been begun, and leaves. */
  void stop(Duration atMost) {
    stopping = true;
    audience.dismiss();
    wake();
    try {
      thread.join(atMost.toMillis());
      thread.interrupt();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    audience.leave();
  }

  private void run() {
    try {
      while (!stopping) {
        news.drainPermits();
        Optional<Unannounced> next = store(store::next);
        if (next.isPresent()) {
          announce(next.get());
        } else {
          news.acquire();
        }
      }
    } catch (InterruptedException e) {
      LOG.debug("Announcing ends", e);
    }
  }

  private void announce(Unannounced one) throws InterruptedException {
    String filled = text.of(one.checkin());
    String id = ids.of(one.checkin());
    Optional<String> refusal =
        filled.isBlank()
            ? Optional.of("its text is empty; see checkin.announce.text")
            : audience.say(new Announcement(id, filled));
    if (refusal.isPresent()) {
      STANZA
          .on(LOG.atWarn(), id)
          .log(
              "The check-in {} is stored, but will not be announced: {}",
              one.checkin().packetHash(),
              refusal.get());
    }
    store(() -> store.announced(one));
  }

  /** Asks the store until it can answer: what can't be noted must not be followed by the next. */
  private <T> T store(Question<T> question) throws InterruptedException {
    while (true) {
      try {
        return question.ask().get();
      } catch (ExecutionException e) {
        if (!(e.getCause() instanceof SQLException)) {
          throw new IllegalStateException("the store failed over an announcement", e);
        }
        if (stopping) {
          throw new InterruptedException("what can't be noted is left for the next start");
        }
        TimeUnit.MILLISECONDS.sleep(RETRY.toMillis());
      }
    }
  }

  private interface Question<T> {
    CompletableFuture<T> ask();
  }
}
