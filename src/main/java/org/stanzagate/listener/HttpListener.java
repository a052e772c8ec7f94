package org.stanzagate.listener;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.stanzagate.tls.ServerIdentity;
import org.xnio.ChannelListener;
import org.xnio.ChannelListeners;
import org.xnio.IoUtils;
import org.xnio.OptionMap;
import org.xnio.Options;
import org.xnio.StreamConnection;
import org.xnio.Xnio;
import org.xnio.XnioWorker;
import org.xnio.channels.AcceptingChannel;

/** The listening socket, with TLS or without, and its I/O threads, which are XNIO's. */
final class HttpListener {
  private static final int THREADS = Runtime.getRuntime().availableProcessors();

  private final HttpLimits limits;
  private final XnioWorker worker;
  private final @Nullable TlsSocket tls;
  private final AcceptingChannel<? extends StreamConnection> socket;

  /**
   * Binds the address, and begins to serve.
   *
   * @param identity for HTTPS; null for plain HTTP
   * @param connections gets all there will be
   */
  HttpListener(
      InetSocketAddress address,
      @Nullable ServerIdentity identity,
      HttpLimits limits,
      HttpConnections connections)
      throws IOException {
    this.limits = limits;
    Xnio xnio = Xnio.getInstance(HttpListener.class.getClassLoader());
    this.tls = identity == null ? null : new TlsSocket(xnio, identity, limits);
    this.worker = xnio.createWorker(threads());
    try {
      ChannelListener<StreamConnection> opened =
          connection -> connections.http1(connection, connections.meter(connection), null);
      this.socket =
          tls == null
              ? worker.createStreamConnectionServer(
                  address, ChannelListeners.openListenerAdapter(opened), socketOptions())
              : tls.listen(worker, address, connections, socketOptions());
      socket.resumeAccepts();
    } catch (IOException | RuntimeException e) {
      worker.shutdownNow();
      throw e;
    }
  }

  private static OptionMap threads() {
    return OptionMap.builder()
        .set(Options.WORKER_NAME, "http")
        .set(Options.WORKER_IO_THREADS, THREADS)
        .set(Options.WORKER_TASK_CORE_THREADS, 1) // nothing is ever handed to it
        .set(Options.WORKER_TASK_MAX_THREADS, 1)
        .set(Options.THREAD_DAEMON, true)
        .getMap();
  }

  private OptionMap socketOptions() {
    return OptionMap.builder()
        .set(Options.TCP_NODELAY, true)
        .set(Options.REUSE_ADDRESSES, true)
        .set(Options.BACKLOG, 4096)
        .set(Options.CONNECTION_HIGH_WATER, limits.connections())
        .set(Options.CONNECTION_LOW_WATER, limits.connections())
        .getMap();
  }

  InetSocketAddress address() {
    return socket.getLocalAddress(InetSocketAddress.class);
  }

  /**
   * Shows another certificate to those who connect from now on. Safe in any thread.
   *
   * @throws IllegalStateException if it serves plain HTTP
   */
  void show(ServerIdentity identity) {
    if (tls == null) {
      throw new IllegalStateException("there is no TLS here");
    }
    tls.show(identity);
  }

  /** Runs the action in the last of its threads, once it has been through all the others. */
  void probe(Runnable passed) {
    Runnable next = passed;
    for (int i = 0; i < THREADS; i++) {
      next = in(worker.getIoThread(i), next);
    }
    in(socket.getIoThread(), next).run();
  }

  private static Runnable in(Executor thread, Runnable task) {
    return () -> thread.execute(task);
  }

  /** Ends it all, open connections too. Does nothing the second time. */
  void close() {
    if (worker.isShutdown()) {
      return;
    }
    IoUtils.safeClose(socket);
    worker.shutdown();
    try {
      if (!worker.awaitTermination(2, TimeUnit.SECONDS)) {
        worker.shutdownNow();
      }
    } catch (InterruptedException e) {
      worker.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
