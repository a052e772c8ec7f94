package org.stanzagate.http;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.HttpString;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;
import org.stanzagate.config.IqConfig;
import org.stanzagate.listener.Failure;
import org.stanzagate.listener.HttpException;
import org.stanzagate.stanza.Stanza;

/**
 * How long a stanza waits for its answer. An iq that asks: what {@code Prefer: wait} says, or
 * {@code Prosody-Rest-Timeout}, or else the configuration. A message or presence, to come back as
 * an error: what {@code Prefer: wait} says, or not at all. Safe in any thread.
 */
final class IqTimeout {
  private static final HttpString PROSODY_REST_TIMEOUT = new HttpString("Prosody-Rest-Timeout");
  private static final Pattern SECONDS = Pattern.compile("\\d{1,9}(\\.\\d{1,9})?");

  private final IqConfig iq;

  IqTimeout(IqConfig iq) {
    this.iq = iq;
  }

  /**
   * Says in the answer's headers which preference was applied (RFC 7240 section 3).
   *
   * @return empty if it is sent and not waited for
   * @throws HttpException if {@code Prosody-Rest-Timeout} is no number of seconds; on a message or
   *     presence nobody looks at it, as in mod_rest
   */
  Optional<Duration> of(HttpServerExchange exchange, Stanza stanza, Preferences preferences)
      throws HttpException {
    Optional<Duration> preferred = preferences.waiting().map(this::atMost);
    if (stanza.isRequest()) {
      String prosody = exchange.getRequestHeaders().getFirst(PROSODY_REST_TIMEOUT);
      Duration usual = atMost(prosody == null ? iq.timeout() : seconds(prosody));
      return Optional.of(applied(exchange, preferred).orElse(usual));
    }
    // Nothing answers an answer.
    return stanza.isResponse() || stanza.isError()
        ? Optional.empty()
        : applied(exchange, preferred);
  }

  private static Optional<Duration> applied(
      HttpServerExchange exchange, Optional<Duration> preferred) {
    preferred.ifPresent(
        wait ->
            exchange
                .getResponseHeaders()
                .add(Drafts.PREFERENCE_APPLIED, "wait=" + wait.toSeconds()));
    return preferred;
  }

  private Duration atMost(Duration asked) {
    return asked.compareTo(iq.maxTimeout()) > 0 ? iq.maxTimeout() : asked;
  }

  private static Duration seconds(String value) throws HttpException {
    if (SECONDS.matcher(value).matches()) {
      Duration seconds = Duration.ofMillis((long) (Double.parseDouble(value) * 1000));
      if (!seconds.isZero()) {
        return seconds;
      }
    }
    throw new HttpException(
        Failure.badRequest(
            "Prosody-Rest-Timeout is a number of seconds above 0, such as 30; leave it out to wait"
                + " as long as the gateway is configured to"));
  }
}
