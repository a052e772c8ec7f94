package org.stanzagate.webhook;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.jxmpp.jid.Jid;
import org.stanzagate.codec.StanzaCodec;
import org.stanzagate.config.CallbackConfig;
import org.stanzagate.stanza.AddressForm;
import org.stanzagate.stanza.JidPattern;
import org.stanzagate.stanza.Stanza;

/**
 * What one configuration of a callback comes to: which stanzas it takes, and how each is posted. A
 * callback changes by getting another of these. Safe in any thread.
 */
final class Target {
  /** A webhook that takes longer over OPTIONS than this is not asked for its preference. */
  private static final Duration LONGEST_PROBE = Duration.ofSeconds(5);

  private final CallbackConfig config;
  private final Shared shared;
  private final DeliveryLog log;
  private final WebhookRequests requests;
  private final OptionsProbe probe;

  /**
   * @param before what the callback had until now; null for one that is new
   */
  Target(CallbackConfig config, Shared shared, @Nullable Target before) {
    this.config = config;
    this.shared = shared;
    this.log = new DeliveryLog(config.name());
    this.requests =
        new WebhookRequests(
            config, shared.codecs().mediaTypes(), shared.userAgent(), shared.clock());
    this.probe =
        before != null && before.probe.isOver() && before.asksAs(config)
            ? before.probe
            : new OptionsProbe(shared.posted(), configuredCodec(), this::askForOptions, log);
  }

  /** Whether the webhook's answer to OPTIONS means the same to that configuration. */
  private boolean asksAs(CallbackConfig other) {
    return config.url().equals(other.url())
        && String.valueOf(config.contentType()).equals(String.valueOf(other.contentType()));
  }

  private @Nullable StanzaCodec configuredCodec() {
    return shared.posted().forContentType(config.contentType()).orElse(null);
  }

  private CompletableFuture<WebhookAnswer> askForOptions() {
    Duration timeout =
        config.timeout().compareTo(LONGEST_PROBE) < 0 ? config.timeout() : LONGEST_PROBE;
    return shared
        .client()
        .send(requests.probe(shared.rooms().domain()), timeout, config.maxResponse());
  }

  CallbackConfig config() {
    return config;
  }

  DeliveryLog log() {
    return log;
  }

  /** Asks the webhook what it takes, unless it has said so. */
  void start() {
    if (!probe.isOver()) {
      probe.start();
    }
  }

  /** Whether all its filters match. */
  boolean takes(Stanza stanza) {
    CallbackConfig.Filters filters = config.filters();
    return filters.stanzas().contains(stanza.kind())
        && filters.events().contains(AddressForm.of(stanza.to()))
        && matches(filters.to(), stanza.to())
        && matches(filters.from(), stanza.from());
  }

  private static boolean matches(List<JidPattern> patterns, Jid jid) {
    if (patterns.isEmpty()) {
      return true;
    }
    for (JidPattern pattern : patterns) {
      if (pattern.matches(jid)) {
        return true;
      }
    }
    return false;
  }

  /** Posts a stanza, in the type that the webhook prefers. */
  CompletableFuture<WebhookAnswer> post(Stanza stanza) {
    return probe
        .codec()
        .thenCompose(
            codec ->
                shared
                    .client()
                    .send(
                        requests.delivery(stanza, codec), config.timeout(), config.maxResponse()));
  }
}
