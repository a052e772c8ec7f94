package org.stanzagate.http;

import io.github.bucket4j.TimeMeter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.stanzagate.config.AuthConfig.Token;
import org.stanzagate.config.Rate;
import org.stanzagate.config.TokenHash;

/**
 * The limits of all tokens. They outlive a change of the configuration: a token that has kept its
 * name, its secret and its rate goes on with what it has left. Safe in any thread.
 */
final class RateLimits {
  private record Key(String name, TokenHash hash, Rate rate) {}

  private final TimeMeter time;
  private Map<Key, RateLimit> limits = Map.of();

  RateLimits(TimeMeter time) {
    this.time = time;
  }

  /** Keeps those of these tokens, by their names, and forgets the others. */
  synchronized Map<String, RateLimit> of(List<Token> tokens) {
    Map<Key, RateLimit> kept = new HashMap<>();
    Map<String, RateLimit> byName = new HashMap<>();
    for (Token token : tokens) {
      Rate rate = token.rate();
      if (rate != null) {
        Key key = new Key(token.name(), token.hash(), rate);
        RateLimit limit =
            Optional.ofNullable(limits.get(key)).orElseGet(() -> new RateLimit(rate, time));
        kept.put(key, limit);
        byName.put(token.name(), limit);
      }
    }
    limits = kept;
    return byName;
  }
}
