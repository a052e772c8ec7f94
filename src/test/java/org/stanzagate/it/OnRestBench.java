package org.stanzagate.it;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Tests on a {@link RestBench}: the constructor can take the one that all such classes share, or
 * the class starts one of its own, with another configuration.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ExtendWith({SharedRestBench.class, FailureLogs.class})
@Timeout(value = 2, unit = TimeUnit.MINUTES)
@interface OnRestBench {}
