package org.stanzagate.it;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A webhook on loopback that keeps each request as it came, and answers as a test wants it. It has
 * a thread for each connection, and knows no more of HTTP than the test.
 */
final class ScriptedWebhook implements AutoCloseable {
  /** What is done with a request; called in the thread of its connection. */
  @FunctionalInterface
  interface Script {
    WebhookAnswer answer(WebhookRequest request) throws IOException;
  }

  private final Arrivals<WebhookRequest> posts = new Arrivals<>();
  private final Arrivals<WebhookRequest> probes = new Arrivals<>();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final AtomicInteger connections = new AtomicInteger();
  private final Gauge openConnections = new Gauge();
  private final Gauge underWay = new Gauge();
  private final ServerSocket listener;
  private volatile Script script = request -> WebhookAnswer.status(204);
  private volatile Script probeScript = request -> WebhookAnswer.status(200);

  private ScriptedWebhook(ServerSocket listener) {
    this.listener = listener;
    threads.execute(this::accept);
  }

  static ScriptedWebhook start() throws IOException {
    return start(0);
  }

  static ScriptedWebhook start(int port) throws IOException {
    return new ScriptedWebhook(new ServerSocket(port, 500, InetAddress.getLoopbackAddress()));
  }

  /** How many there are at a time, and were at most. */
  private static final class Gauge {
    private int now;
    private int most;

    synchronized void up() {
      now++;
      most = Math.max(most, now);
    }

    synchronized void down() {
      now--;
    }

    synchronized int most() {
      return most;
    }

    synchronized void reset() {
      most = now;
    }
  }

  /** Without a path. */
  String url() {
    return "http://127.0.0.1:" + listener.getLocalPort();
  }

  int port() {
    return listener.getLocalPort();
  }

  /** How a POST is answered from now on; with 204 until the first call. */
  void answers(Script script) {
    this.script = script;
  }

  /** How an OPTIONS is answered from now on; with 200 and nothing else until the first call. */
  void answersProbes(Script script) {
    this.probeScript = script;
  }

  /** The POSTs. */
  Arrivals<WebhookRequest> posts() {
    return posts;
  }

  /** The requests of any other method. */
  Arrivals<WebhookRequest> probes() {
    return probes;
  }

  /** Waits for a POST whose body holds that. */
  WebhookRequest post(String text) {
    return posts.await("a POST with " + text, request -> request.mentions(text));
  }

  /** The POSTs so far whose bodies hold that. */
  List<WebhookRequest> postsWith(String text) {
    return posts.all(request -> request.mentions(text));
  }

  /** The most connections that were open at a time, since the last reset. */
  int mostConnections() {
    return openConnections.most();
  }

  /** The most requests that waited for their answers at a time, since the last reset. */
  int mostUnderWay() {
    return underWay.most();
  }

  void resetGauges() {
    openConnections.reset();
    underWay.reset();
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket socket = listener.accept();
        threads.execute(() -> serve(socket, connections.incrementAndGet()));
      } catch (IOException closed) {
        // Closed by the test; anything else shows as connections that are not served.
        hangUp();
      }
    }
  }

  private void serve(Socket socket, int number) {
    open.add(socket);
    openConnections.up();
    try (socket) {
      socket.setTcpNoDelay(true);
      InputStream in = new BufferedInputStream(socket.getInputStream());
      boolean goesOn = true;
      while (goesOn) {
        Optional<WebhookRequest> request = WebhookRequest.read(number, in);
        goesOn = request.isPresent() && exchange(request.get(), socket);
      }
    } catch (IOException hungUp) {
      // The gateway's good right, with a webhook like this.
      open.remove(socket);
    } finally {
      open.remove(socket);
      openConnections.down();
    }
  }

  private boolean exchange(WebhookRequest request, Socket socket) throws IOException {
    boolean post = request.method().equals("POST");
    WebhookAnswer answer;
    underWay.up();
    try {
      (post ? posts : probes).add(request);
      answer = (post ? script : probeScript).answer(request);
      answer.ready();
    } finally {
      // Over before its first byte: after its last one the next request may be here already.
      underWay.down();
    }
    return answer.write(socket);
  }

  /** Closes all connections, whatever they are at. */
  void hangUp() {
    for (Socket socket : open) {
      try {
        socket.close();
      } catch (IOException e) {
        throw new IllegalStateException("closing a socket can't fail here", e);
      }
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
    hangUp();
    threads.shutdownNow();
  }
}
