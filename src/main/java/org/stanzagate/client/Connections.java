package org.stanzagate.client;

import java.util.Map;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.apache.hc.client5.http.HttpRoute;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.TlsConfig;
import org.apache.hc.client5.http.impl.DefaultSchemePortResolver;
import org.apache.hc.client5.http.impl.nio.PoolingAsyncClientConnectionManager;
import org.apache.hc.client5.http.nio.AsyncConnectionEndpoint;
import org.apache.hc.client5.http.routing.RoutingSupport;
import org.apache.hc.core5.concurrent.CallbackContribution;
import org.apache.hc.core5.concurrent.FutureCallback;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.URIScheme;
import org.apache.hc.core5.http.config.RegistryBuilder;
import org.apache.hc.core5.http.nio.ssl.TlsStrategy;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.http2.HttpVersionPolicy;
import org.apache.hc.core5.pool.PoolConcurrencyPolicy;
import org.apache.hc.core5.reactor.ConnectionInitiator;
import org.apache.hc.core5.reactor.IOSession;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * The connections to all receivers, kept for the next request. Each carries one request at a time,
 * over HTTP/2 as well: so a slow answer delays no other, and one that is given up costs no other
 * its connection. Safe in any thread.
 */
final class Connections extends PoolingAsyncClientConnectionManager {
  private final Trust trust;

  Connections(Trust trust) {
    super(
        RegistryBuilder.<TlsStrategy>create().register(URIScheme.HTTPS.id, trust).build(),
        PoolConcurrencyPolicy.STRICT,
        TimeValue.NEG_ONE_MILLISECOND);
    this.trust = trust;
    setDefaultConnectionConfig(
        ConnectionConfig.custom().setConnectTimeout(Timeout.DISABLED).build());
    setTlsConfigResolver(Connections::versions);
  }

  /** HTTP/2 where TLS finds that the receiver speaks it, and never without TLS. */
  private static TlsConfig versions(HttpHost host) {
    return TlsConfig.custom()
        .setVersionPolicy(
            isSecure(host) ? HttpVersionPolicy.NEGOTIATE : HttpVersionPolicy.FORCE_HTTP_1)
        .build();
  }

  private static boolean isSecure(HttpHost host) {
    return URIScheme.HTTPS.same(host.getSchemeName());
  }

  /** How to get there. */
  static HttpRoute route(Receiver receiver) {
    HttpHost host = RoutingSupport.normalize(receiver.host(), DefaultSchemePortResolver.INSTANCE);
    return new HttpRoute(
        host, new Receiver(host, receiver.authorities()), null, isSecure(receiver.host()));
  }

  /** From now on there may be so many at once to each of these. */
  void limit(Map<Receiver, Integer> most) {
    int total = most.values().stream().mapToInt(max -> max).sum();
    setMaxTotal(Math.max(1, total));
    most.forEach((receiver, max) -> setMaxPerRoute(route(receiver), max));
    trust.keep(most.keySet().stream().map(Receiver::authorities).collect(Collectors.toSet()));
  }

  /** Tells the call, for it may have to close what TLS then never gets ready. */
  @Override
  public Future<AsyncConnectionEndpoint> connect(
      AsyncConnectionEndpoint endpoint,
      ConnectionInitiator initiator,
      @Nullable Timeout timeout,
      @Nullable Object attachment,
      HttpContext context,
      FutureCallback<AsyncConnectionEndpoint> callback) {
    Call call = Call.of(context);
    call.connects();
    ConnectionInitiator telling =
        (receiver, remote, local, limit, with, connected) ->
            initiator.connect(
                receiver,
                remote,
                local,
                limit,
                with,
                new CallbackContribution<IOSession>(connected) {
                  @Override
                  public void completed(IOSession session) {
                    call.connected(session);
                    connected.completed(session);
                  }
                });
    return super.connect(endpoint, telling, timeout, attachment, context, callback);
  }
}
