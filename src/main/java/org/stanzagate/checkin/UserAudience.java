package org.stanzagate.checkin;

import java.time.Duration;
import java.util.Optional;
import org.stanzagate.component.Component;
import org.stanzagate.component.Delivery;
import org.stanzagate.component.NotSent;
import org.stanzagate.config.AnnounceConfig;

/** A user, who counts as told once the message is written to the XMPP server. */
final class UserAudience implements Audience {
  private final Component component;
  private final AnnounceConfig config;
  private boolean dismissed;

  UserAudience(Component component, AnnounceConfig config) {
    this.component = component;
    this.config = config;
  }

  @Override
  public Optional<String> say(Announcement announcement) throws InterruptedException {
    while (true) {
      pause(Duration.ZERO);
      Delivery delivery = component.send(announcement.message(config)).join();
      if (delivery instanceof NotSent.Unavailable unavailable) {
        pause(unavailable.retryAfter());
      } else if (delivery instanceof NotSent refusal) {
        return Optional.of(refusal.text());
      } else {
        return Optional.empty();
      }
    }
  }

  private synchronized void pause(Duration time) throws InterruptedException {
    long end = System.nanoTime() + time.toNanos();
    long left = time.toMillis();
    while (!dismissed && left > 0) {
      wait(left);
      left = (end - System.nanoTime()) / 1_000_000;
    }
    if (dismissed) {
      throw new InterruptedException("nothing new is announced");
    }
  }

  @Override
  public synchronized void dismiss() {
    dismissed = true;
    notifyAll();
  }

  @Override
  public void leave() {}
}
