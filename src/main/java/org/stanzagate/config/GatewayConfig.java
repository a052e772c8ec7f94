package org.stanzagate.config;

import java.net.InetSocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.stanzagate.tls.ServerIdentity;

/**
 * The whole configuration, checked: what {@code conf/stanzagate.yml} says.
 *
 * @param callbacks in the order in which they are asked
 * @param store opened only where a callback needs it
 * @param checkin the check-in API; null where it is off
 * @param metrics where they need no credentials; null for nowhere
 */
public record GatewayConfig(
    ComponentConfig component,
    HttpConfig http,
    AuthConfig auth,
    IqConfig iq,
    List<CallbackConfig> callbacks,
    StoreConfig store,
    @Nullable CheckinConfig checkin,
    @Nullable InetSocketAddress metrics,
    LogFormat log) {
  public GatewayConfig {
    callbacks = List.copyOf(callbacks);
    if (auth.anonymous() && !http.listen().getAddress().isLoopbackAddress()) {
      throw new IllegalArgumentException(
          "would let in everybody who reaches http.listen; keep that on loopback, or give tokens");
    }
  }

  /** Whether a callback keeps something in the store. */
  public boolean needsStore() {
    return callbacks.stream().anyMatch(CallbackConfig::needsStore);
  }

  /**
   * The same for others.
   *
   * @throws IllegalArgumentException if they may not be let in where it listens
   */
  public GatewayConfig with(AuthConfig other) {
    return new GatewayConfig(component, http, other, iq, callbacks, store, checkin, metrics, log);
  }

  /** The same with other callbacks. */
  public GatewayConfig with(List<CallbackConfig> other) {
    return new GatewayConfig(component, http, auth, iq, other, store, checkin, metrics, log);
  }

  /** The same with another certificate for HTTPS, and its key. */
  public GatewayConfig with(ServerIdentity other) {
    return new GatewayConfig(
        component, http.with(other), auth, iq, callbacks, store, checkin, metrics, log);
  }

  /** The same, with the XMPP server at another address, and without TLS to it. */
  public GatewayConfig at(String host, int port) {
    ComponentConfig elsewhere =
        new ComponentConfig(
            component.domain(),
            component.secret(),
            host,
            port,
            null,
            component.maxStanza(),
            component.maxSend());
    return new GatewayConfig(elsewhere, http, auth, iq, callbacks, store, checkin, metrics, log);
  }
}
