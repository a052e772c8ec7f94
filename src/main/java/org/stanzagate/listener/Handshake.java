package org.stanzagate.listener;

import io.undertow.connector.PooledByteBuffer;
import java.io.IOException;
import javax.net.ssl.SSLEngine;
import org.xnio.ChannelListener;
import org.xnio.IoUtils;
import org.xnio.XnioExecutor;
import org.xnio.conduits.ConduitStreamSourceChannel;
import org.xnio.ssl.SslConnection;

/**
 * A handshake of TLS that is under way: reading drives it, and once it is over it is known what the
 * client speaks. I/O thread only.
 */
final class Handshake implements ChannelListener<ConduitStreamSourceChannel> {
  static final String HTTP2 = "h2";

  private final SslConnection connection;
  private final SSLEngine engine;
  private final XnioExecutor.Key deadline;
  private final HttpConnections connections;
  private final Meter meter;
  private boolean isOver;

  /**
   * @param deadline cuts the connection, unless the handshake is over by then
   * @param connections gets the connection then
   */
  Handshake(
      SslConnection connection,
      SSLEngine engine,
      XnioExecutor.Key deadline,
      HttpConnections connections) {
    this.connection = connection;
    this.engine = engine;
    this.deadline = deadline;
    this.connections = connections;
    this.meter = connections.meter(connection);
  }

  void begin() {
    connection.getHandshakeSetter().set(secured -> isOver = true);
    ConduitStreamSourceChannel source = connection.getSourceChannel();
    source.setReadListener(this);
    handleEvent(source);
  }

  @Override
  public void handleEvent(ConduitStreamSourceChannel source) {
    PooledByteBuffer read = connections.buffer();
    boolean isHandedOver = false;
    try {
      int length = source.read(read.getBuffer());
      if (length < 0) {
        IoUtils.safeClose(connection);
      } else if (isOver) {
        isHandedOver = true;
        hand(source, read);
      } else {
        source.resumeReads();
      }
    } catch (IOException refused) {
      IoUtils.safeClose(connection);
    } finally {
      if (!isHandedOver) {
        read.close();
      }
    }
  }

  private void hand(ConduitStreamSourceChannel source, PooledByteBuffer read) {
    deadline.remove();
    source.setReadListener(null);
    read.getBuffer().flip();
    if (HTTP2.equals(engine.getApplicationProtocol())) {
      connections.http2(connection, meter, read);
    } else {
      connections.http1(connection, meter, read);
    }
  }
}
