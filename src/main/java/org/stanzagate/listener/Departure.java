package org.stanzagate.listener;

import io.undertow.connector.PooledByteBuffer;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.protocol.http.HttpServerConnection;
import io.undertow.util.ImmediatePooledByteBuffer;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.xnio.ChannelListener;
import org.xnio.IoUtils;
import org.xnio.conduits.ConduitStreamSourceChannel;

/**
 * Notices that a client leaves while its request waits, and closes the connection then, which ends
 * the exchange. Undertow doesn't read while a request is under way, so it would not notice.
 *
 * <p>A client may send its next request meanwhile (RFC 9112 section 9.3.2): what is read of it is
 * given back, and once that is much, nothing more is read. Over HTTP/2 there is nothing to do: what
 * comes is always read, and {@link Http2Connection} ends the exchange. I/O thread only.
 */
final class Departure implements ChannelListener<ConduitStreamSourceChannel> {
  private static final int MAX_HELD = 16 * 1024;

  private final HttpServerConnection connection;

  private Departure(HttpServerConnection connection) {
    this.connection = connection;
  }

  /** Begins to watch, the request having been read to its end; null where that isn't needed. */
  static @Nullable Departure watch(HttpServerExchange exchange) {
    if (!(exchange.getConnection() instanceof HttpServerConnection connection)) {
      return null;
    }
    Departure departure = new Departure(connection);
    ConduitStreamSourceChannel source = departure.source();
    // The conduits above it belong to a body that is read; they would say that it has ended.
    source.setConduit(departure.connection.getOriginalSourceConduit());
    source.setReadListener(departure);
    source.resumeReads();
    return departure;
  }

  /** Must come before the answer: Undertow sets its own listener for the next request. */
  void unwatch() {
    source().suspendReads();
    source().setReadListener(null);
  }

  @Override
  public void handleEvent(ConduitStreamSourceChannel source) {
    try (PooledByteBuffer pooled = connection.getByteBufferPool().allocate()) {
      ByteBuffer buffer = pooled.getBuffer();
      int read = source.read(buffer);
      if (read < 0) {
        IoUtils.safeClose(connection);
      } else if (read > 0) {
        hold(buffer.flip());
      }
    } catch (IOException broken) {
      IoUtils.safeClose(connection);
    }
  }

  /** Keeps a copy of its very size: thousands may wait, and pooled buffers are large. */
  private void hold(ByteBuffer more) {
    PooledByteBuffer before = connection.getExtraBytes();
    ByteBuffer held = before == null ? ByteBuffer.allocate(0) : before.getBuffer();
    ByteBuffer all = ByteBuffer.allocate(held.remaining() + more.remaining());
    all.put(held).put(more).flip();
    if (before != null) {
      before.close();
    }
    connection.setExtraBytes(new ImmediatePooledByteBuffer(all));
    if (all.remaining() >= MAX_HELD) {
      source().suspendReads();
    }
  }

  private ConduitStreamSourceChannel source() {
    return connection.getChannel().getSourceChannel();
  }
}
