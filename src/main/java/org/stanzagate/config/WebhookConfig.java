package org.stanzagate.config;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.stanzagate.tls.Authorities;

/**
 * The webhook that a callback's stanzas are posted to.
 *
 * @param url with {@code {kind}}, {@code {type}}, {@code {to}} and {@code {from}} in its path or
 *     query; may hold a secret
 * @param authorities whose certificates it is believed by; of no matter for {@code http:}
 * @param contentType of the requests; null lets the webhook choose, which is XML otherwise
 * @param timeout for the whole answer
 * @param maxConnections requests under way at once
 * @param maxResponse the largest answer, in bytes
 * @param signingSecrets {@code whsec_} and base64; every request is signed with each
 * @param headers added to each request; their values are often secrets
 * @param isDurable whether messages and presence are kept in the store until they are delivered
 */
public record WebhookConfig(
    String url,
    Authorities authorities,
    @Nullable String contentType,
    Duration timeout,
    int maxConnections,
    int maxResponse,
    List<Secret> signingSecrets,
    Map<String, Secret> headers,
    boolean isDurable)
    implements CallbackConfig.Destination {
  public WebhookConfig {
    signingSecrets = List.copyOf(signingSecrets);
    headers = Map.copyOf(headers);
  }
}
