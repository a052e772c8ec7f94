package org.stanzagate.outbox;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a webhook made of a ping.
 *
 * @param status of its answer; null where there was none
 * @param error why there was none; null where there was one
 * @param time until the answer was there, or that was known
 */
public record TestResult(@Nullable Integer status, @Nullable String error, Duration time) {}
