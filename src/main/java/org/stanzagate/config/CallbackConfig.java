package org.stanzagate.config;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.stanzagate.stanza.AddressForm;
import org.stanzagate.stanza.JidPattern;
import org.stanzagate.stanza.Kind;

/**
 * A webhook, and what is posted to it.
 *
 * @param name unique; stands for it in logs
 * @param url with {@code {kind}}, {@code {type}}, {@code {to}} and {@code {from}} in its path or
 *     query; may hold a secret
 * @param filters which stanzas it takes
 * @param contentType of the requests; null lets the webhook choose, which is XML otherwise
 * @param timeout for the whole answer
 * @param maxConnections requests under way at once
 * @param maxResponse the largest answer, in bytes
 * @param maxQueue how many stanzas of one conversation may wait
 * @param signingSecrets {@code whsec_} and base64; every request is signed with each
 * @param headers added to each request; their values are often secrets
 */
public record CallbackConfig(
    String name,
    String url,
    Filters filters,
    @Nullable String contentType,
    Duration timeout,
    int maxConnections,
    int maxResponse,
    int maxQueue,
    List<Secret> signingSecrets,
    Map<String, Secret> headers) {
  public CallbackConfig {
    signingSecrets = List.copyOf(signingSecrets);
    headers = Map.copyOf(headers);
  }

  /**
   * Which stanzas a callback takes: those that all four match.
   *
   * @param to patterns, one of which is to match; none for any address
   * @param from the same for the sender
   */
  public record Filters(
      List<JidPattern> to, List<JidPattern> from, Set<Kind> stanzas, Set<AddressForm> events) {
    public Filters {
      to = List.copyOf(to);
      from = List.copyOf(from);
      stanzas = Set.copyOf(stanzas);
      events = Set.copyOf(events);
    }
  }
}
