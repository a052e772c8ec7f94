package org.stanzagate.listener;

import io.undertow.UndertowOptions;
import io.undertow.server.DefaultByteBufferPool;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.protocol.http.HttpOpenListener;
import io.undertow.util.Headers;
import java.io.IOException;
import java.net.InetSocketAddress;
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

/**
 * The listening socket, with TLS or without, and its I/O threads. Puts XNIO and Undertow's HTTP/1.1
 * together by hand: {@code io.undertow.Undertow} does the same, but lets nobody {@linkplain Meter
 * meter} a connection.
 */
final class HttpListener {
  /** What Undertow itself takes where memory is no concern; one pooled buffer serves many. */
  private static final int BUFFER = 16 * 1024 - 20;

  /**
   * What is read of a chunked body that nobody asked for, so that its sender comes to see why. Its
   * framing is kept in memory, and anybody can send one.
   */
  private static final long MAX_UNWANTED_CHUNKS = 64 * 1024;

  /** Header names can be made to collide in Undertow's tables, which is slow with many. */
  private static final int MAX_FIELDS = 1000;

  private final HttpLimits limits;
  private final XnioWorker worker;
  private final @Nullable TlsSocket tls;
  private final AcceptingChannel<? extends StreamConnection> socket;

  /**
   * Binds the address, and begins to serve.
   *
   * @param identity for HTTPS; null for plain HTTP
   * @param maxEntity the most that is read of a body, be it to throw it away
   * @param answers for where no request is known
   */
  HttpListener(
      InetSocketAddress address,
      @Nullable ServerIdentity identity,
      HttpLimits limits,
      long maxEntity,
      RawAnswers answers,
      HttpHandler handler)
      throws IOException {
    this.limits = limits;
    Meter.Rules rules =
        new Meter.Rules(
            limits.unreadableHead() + BUFFER,
            new HeadMemory(limits.headMemory()),
            maxEntity,
            answers);
    Xnio xnio = Xnio.getInstance(HttpListener.class.getClassLoader());
    this.tls = identity == null ? null : new TlsSocket(xnio, identity, limits);
    this.worker = xnio.createWorker(threads());
    try {
      HttpOpenListener http =
          new HttpOpenListener(
              new DefaultByteBufferPool(true, BUFFER, -1, 4), undertowOptions(maxEntity));
      http.setRootHandler(exchange -> metered(exchange, handler));
      ChannelListener<StreamConnection> opened = connection -> open(connection, rules, http);
      this.socket =
          tls == null
              ? worker.createStreamConnectionServer(
                  address, ChannelListeners.openListenerAdapter(opened), socketOptions())
              : tls.listen(worker, address, opened, socketOptions());
      socket.resumeAccepts();
    } catch (IOException | RuntimeException e) {
      worker.shutdownNow();
      throw e;
    }
  }

  private static void open(StreamConnection connection, Meter.Rules rules, HttpOpenListener http) {
    Meter meter = new Meter(connection, rules);
    connection.getSourceChannel().setConduit(meter);
    connection
        .getSinkChannel()
        .setConduit(
            new BareRefusal(
                connection.getSinkChannel().getConduit(),
                meter::isInHead,
                rules.answers().badHead()));
    http.handleEvent(connection);
    // Undertow has set its own listener, which ends the exchange and so asks the meter once more;
    // and it may have closed the connection already.
    ChannelListener<? super StreamConnection> undertows = connection.getCloseListener();
    connection.setCloseListener(
        closed -> {
          ChannelListeners.invokeChannelListener(closed, undertows);
          meter.giveBack();
        });
    if (!connection.isOpen()) {
      meter.giveBack();
    }
  }

  private static void metered(HttpServerExchange exchange, HttpHandler handler) throws Exception {
    Meter meter = Meter.of(exchange);
    if (exchange.getRequestHeaders().contains(Headers.TRANSFER_ENCODING)) {
      meter.expectChunks(exchange, MAX_UNWANTED_CHUNKS);
    } else {
      meter.expectBody(Long.MAX_VALUE);
    }
    exchange.addExchangeCompleteListener(
        (over, next) -> {
          meter.expectHead(over);
          next.proceed();
        });
    handler.handleRequest(exchange);
  }

  private static OptionMap threads() {
    return OptionMap.builder()
        .set(Options.WORKER_NAME, "http")
        .set(Options.WORKER_IO_THREADS, Runtime.getRuntime().availableProcessors())
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

  /** The limits of Undertow's that answer with nothing but a status are kept out of the way. */
  private OptionMap undertowOptions(long maxEntity) {
    int never = 2 * (limits.unreadableHead() + BUFFER);
    return OptionMap.builder()
        .set(UndertowOptions.MAX_HEADER_SIZE, never)
        .set(UndertowOptions.MAX_HEADERS, MAX_FIELDS)
        .set(UndertowOptions.MAX_PARAMETERS, MAX_FIELDS)
        .set(UndertowOptions.MAX_ENTITY_SIZE, maxEntity)
        // Paths are routed as they are written; what is to be decoded, an endpoint does once.
        .set(UndertowOptions.DECODE_URL, false)
        .set(UndertowOptions.ALLOW_UNESCAPED_CHARACTERS_IN_URL, true)
        .set(UndertowOptions.REQUEST_PARSE_TIMEOUT, (int) limits.transfer().toMillis())
        .set(UndertowOptions.NO_REQUEST_TIMEOUT, (int) limits.idle().toMillis())
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
