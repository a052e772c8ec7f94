package org.stanzagate.it;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Stands between two programs on loopback, and troubles what goes through: delays, cuts, swallows,
 * halves. The fault may be changed while connections are open, and holds for them too. Safe in any
 * thread; each connection has four threads, two that read and two that write.
 */
final class FaultProxy implements AutoCloseable {
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Set<FaultyLink> links = ConcurrentHashMap.newKeySet();
  private final AtomicInteger connections = new AtomicInteger();
  private final AtomicInteger cuts = new AtomicInteger();
  private final AtomicLong up = new AtomicLong();
  private final AtomicLong down = new AtomicLong();
  private final ServerSocket listener;
  private final int target;
  private Fault fault = Fault.NONE;
  private boolean closed;

  private FaultProxy(ServerSocket listener, int target) {
    this.listener = listener;
    this.target = target;
    threads.execute(this::accept);
  }

  /** Starts one before a port of loopback. */
  static FaultProxy before(int target) throws IOException {
    return new FaultProxy(new ServerSocket(0, 500, InetAddress.getLoopbackAddress()), target);
  }

  int port() {
    return listener.getLocalPort();
  }

  String url() {
    return "http://127.0.0.1:" + port();
  }

  /** What happens from now on. */
  synchronized void does(Fault next) {
    fault = next;
    notifyAll();
  }

  synchronized Fault fault() {
    return fault;
  }

  /** Waits while bytes of that direction are not read; the fault that holds then. */
  synchronized Fault awaitFlow(boolean isUp) throws IOException {
    while ((isUp ? fault.up() : fault.down()) == Fault.Flow.STALL && !closed) {
      try {
        wait();
      } catch (InterruptedException e) {
        throw new IOException("interrupted while nothing is read", e);
      }
    }
    return fault;
  }

  /** How many connections there were so far. */
  int connections() {
    return connections.get();
  }

  /** How many of them were cut. */
  int cuts() {
    return cuts.get();
  }

  /** Bytes that were passed on. */
  long up() {
    return up.get();
  }

  long down() {
    return down.get();
  }

  void passed(boolean isUp, int bytes) {
    (isUp ? up : down).addAndGet(bytes);
  }

  void wasCut() {
    cuts.incrementAndGet();
  }

  /** Cuts all connections that are open now. */
  void cutAll() {
    links.forEach(FaultyLink::cut);
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        FaultyLink link = new FaultyLink(this, listener.accept());
        // Known before it reaches the other side, so that whoever has seen it there can cut it.
        links.add(link);
        connections.incrementAndGet();
        threads.execute(() -> serve(link));
      } catch (IOException e) {
        if (!listener.isClosed()) {
          throw new IllegalStateException("the proxy can't listen", e);
        }
      }
    }
  }

  private void serve(FaultyLink link) {
    try {
      link.run(new InetSocketAddress(InetAddress.getLoopbackAddress(), target), threads);
    } catch (IOException gone) {
      // Nobody listens behind the proxy: the client sees a connection that ends.
      link.cut();
    } finally {
      links.remove(link);
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
    synchronized (this) {
      closed = true;
      notifyAll();
    }
    cutAll();
    threads.shutdownNow();
  }
}
