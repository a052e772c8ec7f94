package org.stanzagate.checkin;

import java.util.Optional;

/**
 * Those who are told of check-ins. For one thread, but for {@link #dismiss} and {@link #leave},
 * which are safe in any.
 */
interface Audience {
  /**
   * Says it, however long it takes until it can be said.
   *
   * @return why it never can be; empty once it has been said
   * @throws InterruptedException if the audience is dismissed before it was begun
   */
  Optional<String> say(Announcement announcement) throws InterruptedException;

  /** Nothing new is said from now on; what has been begun is brought to its end. */
  void dismiss();

  /** Goes away from where it is told; to be the last. */
  void leave();
}
