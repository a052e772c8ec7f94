package org.stanzagate.listener;

import io.undertow.connector.ByteBufferPool;
import io.undertow.connector.PooledByteBuffer;
import io.undertow.protocols.http2.AbstractHttp2StreamSinkChannel;
import io.undertow.protocols.http2.AbstractHttp2StreamSourceChannel;
import io.undertow.protocols.http2.Http2Channel;
import io.undertow.protocols.http2.Http2RstStreamStreamSourceChannel;
import io.undertow.protocols.http2.Http2StreamSourceChannel;
import io.undertow.server.Connectors;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.protocol.http2.Http2ReceiveListener;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.xnio.ChannelExceptionHandler;
import org.xnio.IoUtils;
import org.xnio.OptionMap;
import org.xnio.StreamConnection;
import org.xnio.XnioExecutor;

/**
 * A connection that speaks HTTP/2 (RFC 9113), with what Undertow leaves open: it offers a number of
 * streams, and counts none; an exchange whose stream is reset while it waits never ends; and a
 * connection on which nothing is asked stays. I/O thread only.
 */
final class Http2Connection extends Http2Channel {
  /** How many streams a client is told that it may have open. */
  static final int MAX_STREAMS = 100;

  /** What a connection takes besides its heads, about, in bytes. */
  private static final long MEMORY = 32 * 1024;

  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  private final Rules rules;
  private final Map<Integer, HttpServerExchange> underWay = new HashMap<>();
  private final boolean hasRoom;
  private boolean isOver;
  private int current;
  private long idleSince = System.nanoTime();
  private XnioExecutor.Key idling;

  /**
   * What holds for all connections.
   *
   * @param options of Undertow
   * @param headMemory what all heads share
   * @param requests is told of each
   * @param failures turns what the handler throws into answers
   */
  record Rules(
      OptionMap options,
      HttpLimits limits,
      HeadMemory headMemory,
      RequestWatch requests,
      Failures failures,
      HttpHandler handler) {}

  /**
   * Takes a connection over.
   *
   * @param read what was read of it before
   */
  Http2Connection(
      StreamConnection connection, ByteBufferPool pool, PooledByteBuffer read, Rules rules) {
    super(connection, null, pool, read, false, false, rules.options());
    this.rules = rules;
    this.hasRoom = rules.headMemory().take(MEMORY);
    this.idling = idleAfter(rules.limits().idle().toNanos());
  }

  /** Begins to serve; false where there is no memory for another connection. */
  boolean start(int bufferSize) {
    if (hasRoom) {
      getReceiveSetter()
          .set(new Http2ReceiveListener(this::begin, rules.options(), bufferSize, null));
      resumeReceives();
    }
    return hasRoom;
  }

  /** To be called when the connection has ended: whatever is under way on it ends, too. */
  void ended() {
    if (isOver) {
      return;
    }
    isOver = true;
    idling.remove();
    rules.headMemory().giveBack(MEMORY);
    List.copyOf(underWay.values()).forEach(Http2Connection::end);
  }

  /** The handler is called after this, by the same thread, and isn't told of which stream it is. */
  @Override
  @SuppressWarnings("UnsynchronizedOverridesSynchronized") // what ends an exchange needs no lock
  public AbstractHttp2StreamSourceChannel receive() throws IOException {
    AbstractHttp2StreamSourceChannel frame = next();
    if (frame instanceof Http2StreamSourceChannel request) {
      current = request.getStreamId();
    } else if (frame instanceof Http2RstStreamStreamSourceChannel reset) {
      end(reset.getStreamId());
    }
    return frame;
  }

  /** Some of what a client can send wrong, such as a length that is no number, is a fault to it. */
  private AbstractHttp2StreamSourceChannel next() throws IOException {
    try {
      return super.receive();
    } catch (RuntimeException e) {
      throw new IOException("the client sends what can't be taken", e);
    }
  }

  @Override
  public void sendRstStream(int stream, int error) {
    super.sendRstStream(stream, error);
    end(stream);
  }

  /** Undertow waits for a client to read it. */
  @Override
  public void sendGoAway(
      int error, ChannelExceptionHandler<AbstractHttp2StreamSinkChannel> exceptions) {
    super.sendGoAway(error, exceptions);
    if (isOpen()) {
      XnioExecutor.Key unused =
          getIoThread()
              .executeAfter(
                  () -> IoUtils.safeClose(this),
                  rules.limits().transfer().toMillis(),
                  TimeUnit.MILLISECONDS);
    }
  }

  private void begin(HttpServerExchange exchange) {
    int stream = current;
    long cost = HeadMemory.cost(exchange);
    boolean room = rules.headMemory().take(cost);
    underWay.put(stream, exchange);
    exchange.addExchangeCompleteListener(
        (over, next) -> {
          underWay.remove(stream, over);
          rules.headMemory().giveBack(cost);
          idleSince = System.nanoTime();
          next.proceed();
        });
    rules.requests().begin(exchange);
    rules
        .failures()
        .run(
            exchange,
            begun -> {
              if (underWay.size() > MAX_STREAMS) {
                throw new HttpException(tooManyStreams());
              }
              if (!room) {
                throw new HttpException(Failure.noRoom());
              }
              rules.handler().handleRequest(begun);
            });
  }

  private static Failure tooManyStreams() {
    return Failure.unavailable(
        "this connection has " + MAX_STREAMS + " requests under way, which is the most it may have",
        RETRY_AFTER);
  }

  private void end(int stream) {
    HttpServerExchange exchange = underWay.get(stream);
    if (exchange != null) {
      end(exchange);
    }
  }

  private static void end(HttpServerExchange exchange) {
    Connectors.terminateRequest(exchange);
    Connectors.terminateResponse(exchange);
  }

  private XnioExecutor.Key idleAfter(long nanos) {
    return getIoThread().executeAfter(this::checkIdle, nanos, TimeUnit.NANOSECONDS);
  }

  private void checkIdle() {
    long idle = rules.limits().idle().toNanos();
    long left = underWay.isEmpty() ? idle - (System.nanoTime() - idleSince) : idle;
    if (left <= 0) {
      sendGoAway(ERROR_NO_ERROR);
    } else {
      idling = idleAfter(left);
    }
  }
}
