package org.stanzagate.it;

import io.undertow.Undertow;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Methods;
import java.net.InetSocketAddress;

/** The least that answers HTTP with the gateway's own HTTP server: an empty answer to anything. */
final class BareUndertow implements AutoCloseable {
  private final Undertow server;

  private BareUndertow(Undertow server) {
    this.server = server;
  }

  /**
   * Starts it, on loopback.
   *
   * @param port 0 for any
   * @param posted called for each POST, in an I/O thread
   */
  static BareUndertow start(int port, int status, Runnable posted) {
    Undertow server =
        Undertow.builder()
            .addHttpListener(port, "127.0.0.1")
            .setHandler(
                exchange ->
                    exchange
                        .getRequestReceiver()
                        .receiveFullBytes((reading, body) -> answer(reading, status, posted)))
            .build();
    server.start();
    return new BareUndertow(server);
  }

  private static void answer(HttpServerExchange exchange, int status, Runnable posted) {
    if (exchange.getRequestMethod().equals(Methods.POST)) {
      posted.run();
    }
    exchange.setStatusCode(status).endExchange();
  }

  int port() {
    return ((InetSocketAddress) server.getListenerInfo().get(0).getAddress()).getPort();
  }

  @Override
  public void close() {
    server.stop();
  }

  /** Answers until it is killed; the arguments are its port and the status of answers to POST. */
  public static void main(String[] args) {
    start(Integer.parseInt(args[0]), Integer.parseInt(args[1]), () -> {});
  }
}
