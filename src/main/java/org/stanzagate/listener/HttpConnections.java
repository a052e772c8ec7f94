package org.stanzagate.listener;

import io.undertow.UndertowOptions;
import io.undertow.connector.ByteBufferPool;
import io.undertow.connector.PooledByteBuffer;
import io.undertow.server.DefaultByteBufferPool;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.protocol.http.HttpOpenListener;
import io.undertow.util.Headers;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.xnio.ChannelListener;
import org.xnio.ChannelListeners;
import org.xnio.IoUtils;
import org.xnio.OptionMap;
import org.xnio.StreamConnection;

/**
 * Hands new connections to Undertow's HTTP/1.1 or HTTP/2, each with what bounds it. {@code
 * io.undertow.Undertow} does the same, but lets nobody {@linkplain Meter meter} a connection. I/O
 * thread only.
 */
final class HttpConnections {
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
  private final ByteBufferPool pool = new DefaultByteBufferPool(true, BUFFER, -1, 4);
  private final Meter.Rules rules;
  private final HttpOpenListener http1;
  private final Http2Connection.Rules http2;
  private final RequestWatch requests;

  /**
   * @param maxEntity the most that is read of a body, be it to throw it away
   * @param requests is told of each
   * @param failures turns what the handler throws into answers
   */
  HttpConnections(
      HttpLimits limits,
      long maxEntity,
      RequestWatch requests,
      Failures failures,
      HttpHandler handler) {
    this.limits = limits;
    this.requests = requests;
    HeadMemory headMemory = new HeadMemory(limits.headMemory());
    this.rules =
        new Meter.Rules(
            limits.unreadableHead() + BUFFER,
            headMemory,
            maxEntity,
            RawAnswers.of(failures, limits.head(), maxEntity),
            requests);
    HttpHandler answered = failures.around(handler);
    this.http1 = new HttpOpenListener(pool, http1Options(maxEntity));
    http1.setRootHandler(exchange -> metered(exchange, answered));
    this.http2 =
        new Http2Connection.Rules(
            options(maxEntity).getMap(), limits, headMemory, requests, failures, handler);
  }

  /** Room for what is read of a connection before it is known what it speaks. */
  PooledByteBuffer buffer() {
    return pool.allocate();
  }

  /** Begins to count what comes, which is to be the head of a request. */
  Meter meter(StreamConnection connection) {
    Meter meter = new Meter(connection, rules);
    connection.getSourceChannel().setConduit(meter);
    onClose(connection, meter::giveBack);
    return meter;
  }

  /**
   * Serves HTTP/1.1.
   *
   * @param read what was read already; null for nothing
   */
  void http1(StreamConnection connection, Meter meter, @Nullable PooledByteBuffer read) {
    connection
        .getSinkChannel()
        .setConduit(
            new BareRefusal(
                connection.getSinkChannel().getConduit(),
                meter::isInHead,
                () -> meter.told(rules.answers().badHead())));
    http1.handleEvent(connection, read);
    // Undertow has put its own listener in the place of ours. It ends the exchange and so asks the
    // meter once more.
    onClose(connection, meter::giveBack);
  }

  /**
   * Serves HTTP/2.
   *
   * @param read what was read already
   */
  void http2(StreamConnection connection, Meter meter, PooledByteBuffer read) {
    meter.giveBack();
    Http2Frames frames = new Http2Frames(meter.beneath(), connection, limits);
    connection.getSourceChannel().setConduit(frames);
    StuckWrites writes =
        new StuckWrites(connection.getSinkChannel().getConduit(), connection, limits.transfer());
    connection.getSinkChannel().setConduit(writes);
    try {
      frames.take(read.getBuffer().duplicate());
    } catch (IOException unacceptable) {
      read.close();
      IoUtils.safeClose(connection);
      return;
    }
    Http2Connection serving = new Http2Connection(connection, pool, read, http2);
    onClose(
        connection,
        () -> {
          frames.close();
          writes.close();
          serving.ended();
        });
    if (!serving.start(BUFFER)) {
      IoUtils.safeClose(connection);
    }
  }

  /** Does it when the connection is closed, after what is done already then; now if it is. */
  static void onClose(StreamConnection connection, Runnable action) {
    ChannelListener<? super StreamConnection> before = connection.getCloseListener();
    connection.setCloseListener(
        closed -> {
          ChannelListeners.invokeChannelListener(closed, before);
          action.run();
        });
    if (!connection.isOpen()) {
      action.run();
    }
  }

  private void metered(HttpServerExchange exchange, HttpHandler handler) throws Exception {
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
    requests.begin(exchange);
    handler.handleRequest(exchange);
  }

  /** Undertow prints a trace where chunks are too large in its eyes: our meter cuts them before. */
  private OptionMap http1Options(long maxEntity) {
    return options(2 * maxEntity + BUFFER)
        .set(UndertowOptions.REQUEST_PARSE_TIMEOUT, (int) limits.transfer().toMillis())
        .set(UndertowOptions.NO_REQUEST_TIMEOUT, (int) limits.idle().toMillis())
        .getMap();
  }

  /** The limits of Undertow's that answer with nothing but a status are kept out of the way. */
  private OptionMap.Builder options(long maxEntity) {
    int never = 2 * (limits.unreadableHead() + BUFFER);
    return OptionMap.builder()
        .set(UndertowOptions.MAX_HEADER_SIZE, never)
        .set(UndertowOptions.MAX_HEADERS, MAX_FIELDS)
        .set(UndertowOptions.MAX_PARAMETERS, MAX_FIELDS)
        .set(UndertowOptions.MAX_ENTITY_SIZE, maxEntity)
        // Paths are routed as they are written; what is to be decoded, an endpoint does once.
        .set(UndertowOptions.DECODE_URL, false)
        .set(UndertowOptions.ALLOW_UNESCAPED_CHARACTERS_IN_URL, true)
        .set(UndertowOptions.HTTP2_SETTINGS_ENABLE_PUSH, false)
        .set(UndertowOptions.HTTP2_SETTINGS_MAX_FRAME_SIZE, Http2Frames.MAX_FRAME)
        .set(UndertowOptions.HTTP2_SETTINGS_MAX_CONCURRENT_STREAMS, Http2Connection.MAX_STREAMS);
  }
}
