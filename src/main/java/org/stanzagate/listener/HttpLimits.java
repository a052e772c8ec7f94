package org.stanzagate.listener;

import java.time.Duration;

/**
 * What the server takes of anybody, credentials or not.
 *
 * @param head the largest request line with all headers, in bytes
 * @param requests how many requests may be under way at once
 * @param headMemory what the heads of all requests may take together, in bytes of memory
 * @param transfer how long a head, a body, or an answer may take to get through
 * @param idle how long a connection may stay open without a request
 */
public record HttpLimits(
    int head, int requests, long headMemory, Duration transfer, Duration idle) {
  public static final HttpLimits DEFAULT =
      new HttpLimits(
          16 * 1024,
          10_000,
          Runtime.getRuntime().maxMemory() / 3,
          Duration.ofSeconds(30),
          Duration.ofSeconds(60));

  /**
   * The size at which a head is cut off unread. Above {@link #head}, so that a head which is only
   * too large still gets a proper answer; not far above, since anybody can send one.
   */
  int unreadableHead() {
    return 2 * head;
  }

  /** How many connections there may be; further ones wait to be accepted. */
  int connections() {
    return requests + requests / 5 + 1;
  }
}
