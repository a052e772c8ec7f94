package org.stanzagate.config;

import java.time.Duration;

/** How many requests there may be in a time. */
public record Rate(int requests, Duration per) {
  public Rate {
    if (requests < 1 || per.isNegative() || per.isZero()) {
      throw new IllegalArgumentException("a rate is at least one request in some time");
    }
  }
}
