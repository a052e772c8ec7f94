package org.stanzagate.it;

import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * A scripted webhook, and a gateway between it and a real server; in JSON for {@code json@}, with
 * little patience for {@code slow@}, with the addresses in the URL for {@code path@}; behind {@code
 * down@} nobody listens.
 */
record RealWebhook(ScriptedWebhook webhook, GatewayProcess gateway) implements AutoCloseable {
  private static final String YAML =
      """
      callbacks:
        - { to: [ json@gw.localhost ], url: '%1$s/json', content_type: application/json, timeout: 60s }
        - { to: [ slow@gw.localhost ], url: '%1$s/slow', timeout: 300ms }
        - { to: [ path@gw.localhost ], url: '%1$s/{kind}/{type}/{to}/{from}/end', timeout: 60s }
        - { to: [ down@gw.localhost ], url: 'http://127.0.0.1:1/' }
        - { url: '%1$s/xml', timeout: 60s }
      """;

  static RealWebhook on(RealServer server) {
    try {
      ScriptedWebhook webhook = ScriptedWebhook.start();
      GatewaySettings settings = GatewaySettings.on(server);
      return new RealWebhook(
          webhook, GatewayProcess.ready(settings.with(YAML.formatted(webhook.url()))));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    gateway.close();
    try {
      webhook.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
