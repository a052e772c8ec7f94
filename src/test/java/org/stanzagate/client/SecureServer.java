package org.stanzagate.client;

import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import io.undertow.server.HttpHandler;
import io.undertow.util.HeaderMap;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.stanzagate.tls.ServerIdentity;

/** A receiver over TLS, with HTTP/2 or without, as good servers have it. */
public final class SecureServer implements AutoCloseable {
  private final Undertow server;
  private final Set<InetSocketAddress> clients = ConcurrentHashMap.newKeySet();
  private final List<Request> requests = new CopyOnWriteArrayList<>();

  /** What came. */
  public record Request(String protocol, HeaderMap headers, String body) {}

  /**
   * @param answers called in a thread that may block, with the body read
   */
  public SecureServer(ServerIdentity identity, boolean hasHttp2, HttpHandler answers) {
    server =
        Undertow.builder()
            .setServerOption(UndertowOptions.ENABLE_HTTP2, hasHttp2)
            .setWorkerThreads(64)
            .setIoThreads(1)
            .addHttpsListener(0, "127.0.0.1", identity.context())
            .setHandler(
                exchange ->
                    exchange
                        .getRequestReceiver()
                        .receiveFullString(
                            (whole, body) -> {
                              clients.add(whole.getSourceAddress());
                              requests.add(
                                  new Request(
                                      whole.getProtocol().toString(),
                                      whole.getRequestHeaders(),
                                      body));
                              whole.dispatch(answers);
                            },
                            StandardCharsets.UTF_8))
            .build();
    server.start();
  }

  /** Answers each with the same. */
  public SecureServer(ServerIdentity identity, boolean hasHttp2) {
    this(identity, hasHttp2, exchange -> exchange.getResponseSender().send("hi"));
  }

  public int port() {
    return ((InetSocketAddress) server.getListenerInfo().get(0).getAddress()).getPort();
  }

  public List<Request> requests() {
    return requests;
  }

  public int connections() {
    return clients.size();
  }

  @Override
  public void close() {
    server.stop();
  }
}
