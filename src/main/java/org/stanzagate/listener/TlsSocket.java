package org.stanzagate.listener;

import io.undertow.protocols.ssl.UndertowXnioSsl;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import org.stanzagate.tls.ServerIdentity;
import org.stanzagate.tls.Tls;
import org.xnio.ChannelListeners;
import org.xnio.IoUtils;
import org.xnio.OptionMap;
import org.xnio.Options;
import org.xnio.Sequence;
import org.xnio.StreamConnection;
import org.xnio.Xnio;
import org.xnio.XnioExecutor;
import org.xnio.XnioWorker;
import org.xnio.channels.AcceptingChannel;
import org.xnio.ssl.SslConnection;

/**
 * A listening socket with TLS from the first byte, which offers HTTP/2 and HTTP/1.1 (ALPN, RFC
 * 7301). The handshakes run in the I/O threads; one that isn't over in time, as a client may never
 * end it, is cut.
 */
final class TlsSocket {
  private static final String[] PROTOCOLS = {Handshake.HTTP2, "http/1.1"};

  private final UndertowXnioSsl tls;
  private final OptionMap versions;
  private final HttpLimits limits;

  TlsSocket(Xnio xnio, ServerIdentity identity, HttpLimits limits) {
    this.versions = OptionMap.create(Options.SSL_ENABLED_PROTOCOLS, Sequence.of(Tls.versions()));
    this.tls = new UndertowXnioSsl(xnio, versions, identity.context());
    this.limits = limits;
  }

  /** Shows another one to those who connect from now on. Safe in any thread. */
  void show(ServerIdentity identity) {
    tls.updateSSLContext(identity.context());
  }

  /**
   * Binds the address.
   *
   * @param connections gets those whose handshake is over
   */
  AcceptingChannel<? extends StreamConnection> listen(
      XnioWorker worker, InetSocketAddress address, HttpConnections connections, OptionMap options)
      throws IOException {
    return tls.createSslConnectionServer(
        worker,
        address,
        ChannelListeners.openListenerAdapter(connection -> open(connection, connections)),
        OptionMap.builder().addAll(options).addAll(versions).getMap());
  }

  private void open(SslConnection connection, HttpConnections connections) {
    XnioExecutor.Key deadline =
        connection
            .getIoThread()
            .executeAfter(
                () -> IoUtils.safeClose(connection),
                limits.transfer().toMillis(),
                TimeUnit.MILLISECONDS);
    HttpConnections.onClose(connection, deadline::remove);
    SSLEngine engine = UndertowXnioSsl.getSslEngine(connection);
    SSLParameters parameters = engine.getSSLParameters();
    parameters.setApplicationProtocols(PROTOCOLS);
    engine.setSSLParameters(parameters);
    new Handshake(connection, engine, deadline, connections).begin();
  }
}
