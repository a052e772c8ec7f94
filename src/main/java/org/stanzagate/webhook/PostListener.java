package org.stanzagate.webhook;

import java.time.Duration;

/** Hears of each request to a webhook when it is over. Called in threads not to be held up. */
@FunctionalInterface
public interface PostListener {
  /**
   * One is over.
   *
   * @param callback its name
   * @param status of the answer; 0 where there was none
   */
  void posted(String callback, int status, Duration took);
}
