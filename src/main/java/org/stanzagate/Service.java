package org.stanzagate;

import java.io.IOException;

/** What the process lives for: started once, stopped once, by one thread. */
interface Service {
  /**
   * Begins, and returns once it can be used.
   *
   * @throws IOException if something outside the program is in the way; the text says what to do
   */
  void start() throws IOException;

  /** Ends cleanly, within a bounded time. */
  void stop();
}
