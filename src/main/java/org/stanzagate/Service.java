package org.stanzagate;

import java.io.IOException;
import java.util.concurrent.Future;
import org.stanzagate.config.GatewayConfig;

/** What the process lives for: started once, reloaded, and stopped once, all by one thread. */
interface Service {
  /**
   * Begins, and returns once it can be used.
   *
   * @throws IOException if something outside the program is in the way; the text says what to do
   */
  void start() throws IOException;

  /**
   * Goes on by another configuration, as far as that can change while it runs.
   *
   * @throws IOException if something outside the program is in the way; the text says what to do,
   *     and all goes on as before
   */
  void reload(GatewayConfig config) throws IOException;

  /** What it is doing, for people, in a line. Safe in any thread while it runs, as is the next. */
  String status();

  /** Completes once the threads that all its work goes through have shown that they run. */
  Future<Void> probe();

  /** Ends cleanly, within a bounded time. */
  void stop();
}
