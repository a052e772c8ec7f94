package org.stanzagate.webhook;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.jxmpp.jid.Jid;
import org.stanzagate.client.WebhookAnswer;
import org.stanzagate.client.WebhookRequest;
import org.stanzagate.client.WebhookRequests;
import org.stanzagate.codec.StanzaCodec;
import org.stanzagate.config.CallbackConfig;
import org.stanzagate.config.WebhookConfig;
import org.stanzagate.stanza.Stanza;

/**
 * What one configuration of a callback comes to: how each stanza is posted. A callback changes by
 * getting another of these. Safe in any thread.
 */
final class Target {
  /** A webhook that takes longer over OPTIONS than this is not asked for its preference. */
  private static final Duration LONGEST_PROBE = Duration.ofSeconds(5);

  private final CallbackConfig config;
  private final WebhookConfig webhook;
  private final Shared shared;
  private final DeliveryLog log;
  private final WebhookRequests requests;
  private final OptionsProbe probe;

  /**
   * @param before what the callback had until now; null for one that is new
   */
  Target(CallbackConfig config, Shared shared, @Nullable Target before) {
    this.config = config;
    this.webhook = (WebhookConfig) config.destination();
    this.shared = shared;
    this.log = new DeliveryLog(config.name());
    this.requests =
        new WebhookRequests(
            webhook, shared.codecs().mediaTypes(), shared.userAgent(), shared.clock());
    this.probe =
        before != null && before.probe.isOver() && before.asksAs(webhook)
            ? before.probe
            : new OptionsProbe(shared.posted(), configuredCodec(), this::askForOptions, log);
  }

  /** Whether the webhook's answer to OPTIONS means the same to that configuration. */
  private boolean asksAs(WebhookConfig other) {
    return webhook.url().equals(other.url())
        && String.valueOf(webhook.contentType()).equals(String.valueOf(other.contentType()));
  }

  private @Nullable StanzaCodec configuredCodec() {
    return shared.posted().forContentType(webhook.contentType()).orElse(null);
  }

  private CompletableFuture<WebhookAnswer> askForOptions() {
    Duration timeout =
        webhook.timeout().compareTo(LONGEST_PROBE) < 0 ? webhook.timeout() : LONGEST_PROBE;
    return shared
        .client()
        .send(requests.probe(shared.rooms().domain()), timeout, webhook.maxResponse());
  }

  CallbackConfig config() {
    return config;
  }

  WebhookConfig webhook() {
    return webhook;
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

  /** Posts a stanza, in the type that the webhook prefers. */
  CompletableFuture<WebhookAnswer> post(Stanza stanza) {
    return post(stanza, requests.newId());
  }

  /**
   * Posts a stanza, in the type that the webhook prefers.
   *
   * @param id by which the webhook knows a repeat
   */
  CompletableFuture<WebhookAnswer> post(Stanza stanza, String id) {
    return probe.codec().thenCompose(codec -> send(requests.delivery(stanza, id, codec)));
  }

  /** Posts a ping, in the type that the webhook prefers. */
  CompletableFuture<WebhookAnswer> ping() {
    Jid us = shared.rooms().domain();
    return probe.codec().thenCompose(codec -> send(requests.ping(us, codec)));
  }

  private CompletableFuture<WebhookAnswer> send(WebhookRequest request) {
    Instant begun = shared.clock().instant();
    CompletableFuture<WebhookAnswer> answer =
        shared.client().send(request, webhook.timeout(), webhook.maxResponse());
    var unused = answer.thenAccept(known -> tell(known, begun));
    return answer;
  }

  private void tell(WebhookAnswer answer, Instant begun) {
    int status = answer instanceof WebhookAnswer.Answered answered ? answered.status() : 0;
    shared.posts().posted(config.name(), status, Duration.between(begun, shared.clock().instant()));
  }
}
