package org.stanzagate.component;

import java.time.Duration;

/**
 * How long the connection to the XMPP server waits for what.
 *
 * @param connect for each of the host's addresses to take the TCP connection
 * @param handshake from the TCP connection to the accepted handshake
 * @param farewell for the server to close the stream after we did
 * @param keepalive how long nothing may be heard before the server is pinged; after five of these
 *     it counts as dead, and so is found out within six
 * @param firstRetry before the first reconnect; doubles from one to the next
 * @param longestRetry the most that a reconnect waits
 * @param steady how long a stream must have stood for the next loss to begin at {@code firstRetry}
 */
public record Timings(
    Duration connect,
    Duration handshake,
    Duration farewell,
    Duration keepalive,
    Duration firstRetry,
    Duration longestRetry,
    Duration steady) {

  /** What the program runs with. */
  public static final Timings DEFAULT =
      new Timings(
          Duration.ofSeconds(10),
          Duration.ofSeconds(10),
          Duration.ofSeconds(5),
          Duration.ofSeconds(9),
          Duration.ofSeconds(1),
          Duration.ofSeconds(30),
          Duration.ofSeconds(30));
}
