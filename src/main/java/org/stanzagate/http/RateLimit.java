package org.stanzagate.http;

import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.EstimationProbe;
import io.github.bucket4j.TimeMeter;
import io.undertow.util.HeaderMap;
import io.undertow.util.HttpString;
import java.time.Duration;
import org.stanzagate.config.Rate;
import org.stanzagate.listener.Failure;
import org.stanzagate.listener.HttpException;

/**
 * How often one token may send: a bucket that is full at first, and filled up evenly. Told in the
 * headers of the IETF's draft (draft-ietf-httpapi-ratelimit-headers). Safe in any thread.
 */
final class RateLimit {
  private static final HttpString POLICY = new HttpString("RateLimit-Policy");
  private static final HttpString LEFT = new HttpString("RateLimit");
  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  private final Rate rate;
  private final Bucket bucket;

  RateLimit(Rate rate, TimeMeter time) {
    this.rate = rate;
    this.bucket =
        Bucket.builder()
            .addLimit(
                limit ->
                    limit
                        .capacity(rate.requests())
                        .refillGreedy(rate.requests(), rate.per())
                        .id("default"))
            .withCustomTimePrecision(time)
            .build();
  }

  /**
   * Counts a request that is about to send.
   *
   * @throws HttpException if it is one too many, which then doesn't count
   */
  void take() throws HttpException {
    ConsumptionProbe probe = bucket.tryConsumeAndReturnRemaining(1);
    if (!probe.isConsumed()) {
      long wait = Math.max(1, seconds(probe.getNanosToWaitForRefill()));
      throw new HttpException(
          Failure.tooManyRequests(
              "this token may send "
                  + rate.requests()
                  + " requests in "
                  + rate.per().toSeconds()
                  + " s, and has; nothing was sent, so try again in "
                  + wait
                  + " s",
              Duration.ofSeconds(wait)));
    }
  }

  /** Says in an answer's headers what is left, and in how many seconds all will be there again. */
  void tell(HeaderMap headers) {
    EstimationProbe probe = bucket.estimateAbilityToConsume(rate.requests());
    headers.put(POLICY, "\"default\";q=" + rate.requests() + ";w=" + rate.per().toSeconds());
    headers.put(
        LEFT,
        "\"default\";r="
            + probe.getRemainingTokens()
            + ";t="
            + seconds(probe.getNanosToWaitForRefill()));
  }

  /** Rounded up: who waits that long never comes too early. */
  private static long seconds(long nanos) {
    return nanos / SECOND + (nanos % SECOND == 0 ? 0 : 1);
  }
}
