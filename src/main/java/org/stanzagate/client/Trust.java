package org.stanzagate.client;

import java.net.SocketAddress;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSession;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.client5.http.ssl.HostnameVerificationPolicy;
import org.apache.hc.core5.concurrent.FutureCallback;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.nio.ssl.TlsStrategy;
import org.apache.hc.core5.net.NamedEndpoint;
import org.apache.hc.core5.reactor.ssl.SSLBufferMode;
import org.apache.hc.core5.reactor.ssl.TransportSecurityLayer;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;
import org.stanzagate.tls.Authorities;
import org.stanzagate.tls.Tls;

/**
 * Begins TLS on a connection, and checks that it is the receiver that was meant (RFC 9525): by the
 * authorities that this one is believed by, and by its name. Safe in any thread.
 */
final class Trust implements TlsStrategy {
  /** Kept, for a session can only be resumed in the context that it began in. */
  private final Map<Authorities, TlsStrategy> strategies = new ConcurrentHashMap<>();

  /** Forgets all others. */
  void keep(Set<Authorities> authorities) {
    strategies.keySet().retainAll(authorities);
  }

  @Override
  public void upgrade(
      TransportSecurityLayer session,
      NamedEndpoint endpoint,
      @Nullable Object attachment,
      @Nullable Timeout timeout,
      FutureCallback<TransportSecurityLayer> callback) {
    Authorities authorities = ((Receiver) endpoint).authorities();
    strategies
        .computeIfAbsent(authorities, Verification::new)
        .upgrade(session, endpoint, attachment, timeout, callback);
  }

  /** The form of old, which a connection for several receivers has no use for. */
  @Override
  @SuppressWarnings("deprecation") // it must be there
  public boolean upgrade(
      TransportSecurityLayer session,
      HttpHost host,
      SocketAddress local,
      SocketAddress remote,
      @Nullable Object attachment,
      @Nullable Timeout timeout) {
    throw new UnsupportedOperationException();
  }

  /** By one list of authorities. */
  private static final class Verification extends DefaultClientTlsStrategy {
    Verification(Authorities authorities) {
      super(
          authorities.context(),
          Tls.versions(),
          null,
          SSLBufferMode.STATIC,
          HostnameVerificationPolicy.BUILTIN,
          null);
    }

    /** A certificate that is among the authorities' is trusted, and not looked at any further. */
    @Override
    protected void verifySession(String name, SSLSession session) throws SSLException {
      try {
        ((X509Certificate) session.getPeerCertificates()[0]).checkValidity();
      } catch (CertificateException e) {
        throw new SSLException(e);
      }
    }
  }
}
