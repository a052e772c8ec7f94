package org.stanzagate.http;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.AttachmentKey;
import java.util.Objects;
import java.util.Optional;
import org.stanzagate.listener.HttpException;
import org.stanzagate.listener.LogContext;

/**
 * Who a request is from. A request keeps its caller to its end, whatever becomes of the
 * configuration meanwhile.
 *
 * @param name of the token, or the component's domain; empty for anybody
 * @param rate how often requests may send; empty for no limit
 * @param admin may read metrics, callbacks and all traffic
 */
record Caller(String name, Permissions permissions, Optional<RateLimit> rate, boolean admin) {
  private static final AttachmentKey<Caller> KEY = AttachmentKey.create(Caller.class);

  /** The one of a request that was let in. */
  static Caller of(HttpServerExchange exchange) {
    return Objects.requireNonNull(exchange.getAttachment(KEY), "the path needs credentials");
  }

  /** Whether anybody could have sent it. */
  boolean isAnonymous() {
    return name.isEmpty();
  }

  /**
   * Counts a request that is about to send. Those that are refused before don't count, nor does
   * what sends nothing.
   *
   * @throws HttpException if it is one too many
   */
  void countSending() throws HttpException {
    if (rate.isPresent()) {
      rate.get().take();
    }
  }

  /** Makes it the caller of a request. Its rate goes out with whatever the answer will be. */
  void attachTo(HttpServerExchange exchange) {
    exchange.putAttachment(KEY, this);
    if (!isAnonymous()) {
      LogContext.token(exchange, name);
    }
    rate.ifPresent(
        limit ->
            exchange.addResponseCommitListener(
                answered -> limit.tell(answered.getResponseHeaders())));
  }
}
