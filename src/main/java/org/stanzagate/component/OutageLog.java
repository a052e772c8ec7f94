package org.stanzagate.component;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.stanzagate.config.ComponentConfig;

/**
 * Tells the admin when the stream comes and goes, and what to change: each reason at once, the same
 * one again at most once a minute. For one thread.
 */
final class OutageLog {
  private static final Logger LOG = LoggerFactory.getLogger(OutageLog.class);
  private static final Duration REPEAT = Duration.ofMinutes(1);

  private final ComponentConfig config;
  private final Clock clock;
  private @Nullable StreamEnd last;
  private Instant told = Instant.MIN;

  OutageLog(ComponentConfig config, Clock clock) {
    this.config = config;
    this.clock = clock;
  }

  void opened() {
    LOG.info(
        "Connected to the XMPP server {}:{} as {}", config.host(), config.port(), config.domain());
  }

  void ended(StreamEnd end, Duration retry) {
    Instant now = clock.instant();
    if (end.equals(last) && now.isBefore(told.plus(REPEAT))) {
      LOG.debug("Still no stream to the XMPP server: {}", end.what());
      return;
    }
    last = end;
    told = now;
    LOG.warn(
        "No stream to the XMPP server {}:{} as {}: {}. Trying again, first in {} ms. {}",
        config.host(),
        config.port(),
        config.domain(),
        end.what(),
        retry.toMillis(),
        end.advice().isEmpty() ? "See its log." : end.advice());
  }

  void stopped() {
    LOG.info("Stopped; no longer connected to the XMPP server {}:{}", config.host(), config.port());
  }

  /** A new outage is news, whatever its reason. */
  void forget() {
    last = null;
  }
}
