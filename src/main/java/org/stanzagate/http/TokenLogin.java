package org.stanzagate.http;

import static org.stanzagate.log.LogField.TOKEN;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.stanzagate.config.AuthConfig.Token;
import org.stanzagate.config.TokenHash;

/** A token as a way in, open until it expires. Safe in any thread. */
final class TokenLogin {
  private static final Logger LOG = LoggerFactory.getLogger(TokenLogin.class);

  /** A bot that knows no better tries again at once, and for ever. */
  private static final Duration TOLD_EVERY = Duration.ofMinutes(1);

  private final Token token;
  private final Caller caller;
  private final Clock clock;
  private final AtomicReference<Instant> told = new AtomicReference<>(Instant.MIN);

  TokenLogin(Token token, Caller caller, Clock clock) {
    this.token = token;
    this.caller = caller;
    this.clock = clock;
  }

  String name() {
    return token.name();
  }

  TokenHash hash() {
    return token.hash();
  }

  /** For somebody who has the token; empty once it has expired, which the log says. */
  Optional<Caller> enter() {
    Instant expires = token.expires();
    if (expires == null) {
      return Optional.of(caller);
    }
    Instant now = clock.instant();
    if (now.isBefore(expires)) {
      return Optional.of(caller);
    }
    Instant last = told.get();
    if (now.minus(TOLD_EVERY).isAfter(last) && told.compareAndSet(last, now)) {
      TOKEN
          .on(LOG.atInfo(), token.name())
          .log(
              "refused the token {}, which has expired at {}: give its user another, or a later"
                  + " auth.tokens[].expires",
              token.name(),
              expires);
    }
    return Optional.empty();
  }
}
