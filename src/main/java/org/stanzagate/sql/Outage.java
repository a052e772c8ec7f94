package org.stanzagate.sql;

import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether a database can't be written, and what is told of that: one that comes and goes, as with a
 * disk that is nearly full, at most once a minute. For one thread.
 */
final class Outage {
  private static final Logger LOG = LoggerFactory.getLogger(Outage.class);
  private static final Duration REPEAT = Duration.ofMinutes(1);

  private final Dialect dialect;
  private final Clock clock;
  private boolean on;
  private boolean isTold;
  private Instant told = Instant.MIN;

  Outage(Dialect dialect, Clock clock) {
    this.dialect = dialect;
    this.clock = clock;
  }

  boolean isOn() {
    return on;
  }

  void noted(SQLException e) {
    if (on) {
      return;
    }
    on = true;
    Instant now = clock.instant();
    isTold = now.isBefore(told) || !now.isBefore(told.plus(REPEAT));
    if (isTold) {
      told = now;
      LOG.warn(
          "{} can't be written, and nothing is stored until it can: {}",
          dialect,
          dialect.reason(e));
    }
  }

  /** Returns whether there was one. */
  boolean ended() {
    boolean was = on;
    on = false;
    if (was && isTold) {
      LOG.info("{} can be written again", dialect);
    }
    return was;
  }
}
