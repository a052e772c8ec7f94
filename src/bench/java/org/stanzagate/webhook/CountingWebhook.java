package org.stanzagate.webhook;

import io.undertow.Undertow;
import io.undertow.server.HttpServerExchange;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.concurrent.Semaphore;

/**
 * Answers each POST with 204, and keeps account of the messages in it, whose ids are the numbers of
 * their conversation and of their place in that: {@code 17-3}. Counts in one thread.
 */
final class CountingWebhook implements AutoCloseable {
  private final Undertow server;
  private final Semaphore window;
  private final BitSet[] seen;
  private final int[] last;
  private volatile int delivered;
  private volatile int duplicated;
  private volatile int misordered;

  /**
   * @param window has a permit more for each message that has come
   */
  CountingWebhook(int conversations, Semaphore window) {
    this.window = window;
    this.last = new int[conversations];
    this.seen = new BitSet[conversations];
    for (int i = 0; i < conversations; i++) {
      seen[i] = new BitSet();
    }
    server =
        Undertow.builder()
            .setIoThreads(1)
            .setWorkerThreads(1)
            .addHttpListener(0, "127.0.0.1")
            .setHandler(exchange -> exchange.getRequestReceiver().receiveFullBytes(this::answer))
            .build();
    server.start();
  }

  int port() {
    return ((InetSocketAddress) server.getListenerInfo().get(0).getAddress()).getPort();
  }

  private void answer(HttpServerExchange exchange, byte[] body) {
    if (body.length > 0) {
      String stanza = new String(body, StandardCharsets.UTF_8);
      int id = stanza.indexOf(" id='") + " id='".length();
      int dash = stanza.indexOf('-', id);
      count(
          Integer.parseInt(stanza, id, dash, 10),
          Integer.parseInt(stanza, dash + 1, stanza.indexOf('\'', dash), 10));
    }
    exchange.setStatusCode(204).endExchange();
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // one thread does
  private void count(int conversation, int place) {
    if (seen[conversation].get(place)) {
      duplicated++;
      return;
    }
    seen[conversation].set(place);
    if (place < last[conversation]) {
      misordered++;
    }
    last[conversation] = Math.max(place, last[conversation]);
    delivered++;
    window.release();
  }

  /** Different messages that have come. */
  int delivered() {
    return delivered;
  }

  /** Those that came again. */
  int duplicated() {
    return duplicated;
  }

  /** Those that came after a later one of their conversation. */
  int misordered() {
    return misordered;
  }

  @Override
  public void close() {
    server.stop();
  }
}
