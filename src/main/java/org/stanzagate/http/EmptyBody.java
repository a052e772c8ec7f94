package org.stanzagate.http;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import org.stanzagate.listener.BodyReader;
import org.stanzagate.listener.Failure;
import org.stanzagate.listener.HttpException;

/**
 * Reads a body that is to be empty: in a GET it means nothing (RFC 9110 section 9.3.1), and nothing
 * is dropped in silence. An exchange that is to wait has to be read to its end first, too. I/O
 * thread only.
 */
final class EmptyBody {
  private final BodyReader bodies;
  private final String refusal;

  /**
   * @param refusal why there is none, and what to do instead
   */
  EmptyBody(BodyReader bodies, String refusal) {
    this.bodies = bodies;
    this.refusal = refusal;
  }

  /** Goes on once it is read; what that throws becomes the answer. */
  void read(HttpServerExchange exchange, HttpHandler then) throws HttpException {
    bodies.read(
        exchange,
        (reading, body) -> {
          if (body.length > 0) {
            throw new HttpException(Failure.badRequest(refusal));
          }
          then.handleRequest(reading);
        });
  }
}
