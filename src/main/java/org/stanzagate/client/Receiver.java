package org.stanzagate.client;

import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.net.NamedEndpoint;
import org.jspecify.annotations.Nullable;
import org.stanzagate.config.WebhookConfig;
import org.stanzagate.tls.Authorities;

/**
 * The other end of connections. Those of callbacks that believe different authorities are never
 * shared, though they lead to the same host.
 *
 * @param authorities whose certificates it is believed by; of no matter for {@code http:}
 */
public record Receiver(HttpHost host, Authorities authorities) implements NamedEndpoint {
  public static Receiver of(WebhookConfig config) {
    return new Receiver(new UrlTemplate(config.url()).host(), config.authorities());
  }

  // In plain code, for to link a record's own takes a part of the start.
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Receiver that
        && host.equals(that.host)
        && authorities.equals(that.authorities);
  }

  @Override
  public int hashCode() {
    return 31 * host.hashCode() + authorities.hashCode();
  }

  @Override
  public String getHostName() {
    return host.getHostName();
  }

  @Override
  public int getPort() {
    return host.getPort();
  }
}
