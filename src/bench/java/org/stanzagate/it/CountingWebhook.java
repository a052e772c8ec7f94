package org.stanzagate.it;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.undertow.Undertow;
import io.undertow.server.HttpServerExchange;
import java.net.InetSocketAddress;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Answers each POST with 204, and counts the stanza in it. Counts in one thread. */
final class CountingWebhook implements AutoCloseable {
  private static final Pattern ID = Pattern.compile("(?: id=['\"]|\"id\":\")([^'\"]+)");

  private final Undertow server;
  private volatile Tally tally = new Tally("");

  CountingWebhook() {
    server =
        Undertow.builder()
            .setIoThreads(1)
            .setWorkerThreads(1)
            .addHttpListener(0, "127.0.0.1")
            .setHandler(exchange -> exchange.getRequestReceiver().receiveFullBytes(this::answer))
            .build();
    server.start();
  }

  /** Counts there from now on. */
  void countInto(Tally other) {
    tally = other;
  }

  String url() {
    InetSocketAddress address = (InetSocketAddress) server.getListenerInfo().get(0).getAddress();
    return "http://127.0.0.1:%d/".formatted(address.getPort());
  }

  private void answer(HttpServerExchange exchange, byte[] body) {
    Matcher id = ID.matcher(new String(body, UTF_8));
    if (id.find()) {
      tally.count(id.group(1));
    }
    exchange.setStatusCode(204).endExchange();
  }

  @Override
  public void close() {
    server.stop();
  }
}
