package org.stanzagate.listener;

import io.undertow.server.HttpServerExchange;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How a server's answers that say no are written, and when they are given. Safe in any thread. */
public interface FailureWriter {
  /** What an exception of a handler means to the one who asked; empty where it is our own fault. */
  Optional<Failure> meaning(Throwable thrown);

  /**
   * The {@code Content-Type} of what {@link #body} gives.
   *
   * @param exchange null where nothing is known of the request
   */
  String contentType(@Nullable HttpServerExchange exchange);

  /**
   * The whole body of the answer.
   *
   * @param exchange null where nothing is known of the request
   */
  byte[] body(Failure failure, @Nullable HttpServerExchange exchange);
}
