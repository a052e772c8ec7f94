package org.stanzagate.http;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.HttpString;
import java.time.Duration;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.stanzagate.config.IqConfig;
import org.stanzagate.listener.Failure;
import org.stanzagate.listener.HttpException;

/**
 * How long an iq waits for its answer: what {@code Prefer: wait} says, or {@code
 * Prosody-Rest-Timeout}, or else the configuration. Safe in any thread.
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
   * @throws HttpException if {@code Prosody-Rest-Timeout} is no number of seconds
   */
  Duration of(HttpServerExchange exchange, Preferences preferences) throws HttpException {
    @Nullable String prosody = exchange.getRequestHeaders().getFirst(PROSODY_REST_TIMEOUT);
    Duration asked = prosody == null ? iq.timeout() : seconds(prosody);
    if (preferences.waiting().isPresent()) {
      asked = preferences.waiting().get();
      exchange
          .getResponseHeaders()
          .add(Drafts.PREFERENCE_APPLIED, "wait=" + atMost(asked).toSeconds());
    }
    return atMost(asked);
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
