package org.stanzagate.listener;

import java.time.Duration;

/** Hears of each request when it is over. Called in I/O threads, which must not be held up. */
@FunctionalInterface
public interface RequestListener {
  /**
   * One is over.
   *
   * @param route of the few there are, whatever was asked for
   * @param status of the answer; 0 where the client left before there was one
   */
  void over(String route, int status, Duration took);
}
