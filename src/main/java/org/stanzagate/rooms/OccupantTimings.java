package org.stanzagate.rooms;

import java.time.Duration;

/**
 * How long an occupant waits for what.
 *
 * @param answer for the room to answer a join, or a ping
 * @param history for the room to tell its past, after it has let us in
 * @param silence how long the room may say nothing before it is asked whether we are still in
 * @param firstRetry before the next join after one that failed, or after we were removed; doubles
 *     from one to the next
 * @param longestRetry the most that a join waits
 * @param steady how long we must have been in for the next removal to begin at {@code firstRetry}
 */
public record OccupantTimings(
    Duration answer,
    Duration history,
    Duration silence,
    Duration firstRetry,
    Duration longestRetry,
    Duration steady) {

  /** What the program runs with. */
  public static final OccupantTimings DEFAULT =
      new OccupantTimings(
          Duration.ofSeconds(30),
          Duration.ofSeconds(5),
          Duration.ofMinutes(5),
          Duration.ofSeconds(2),
          Duration.ofMinutes(5),
          Duration.ofMinutes(1));
}
