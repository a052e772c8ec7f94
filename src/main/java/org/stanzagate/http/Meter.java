package org.stanzagate.http;

import io.undertow.server.HttpServerExchange;
import io.undertow.server.protocol.http.HttpServerConnection;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import org.xnio.StreamConnection;
import org.xnio.channels.StreamSinkChannel;
import org.xnio.conduits.AbstractStreamSourceConduit;
import org.xnio.conduits.StreamSourceConduit;

/**
 * Counts what arrives on a connection for one request, beneath all that reads it, and cuts the
 * connection when that is too much. Undertow keeps heads and trailers (RFC 9112 section 7.1.2) in
 * memory as they come, and the latter without any limit. I/O thread only.
 */
final class Meter extends AbstractStreamSourceConduit<StreamSourceConduit> {
  private final StreamConnection connection;
  private final long headLimit;
  private final ByteBuffer refusal;
  private boolean inHead;
  private long left;

  /**
   * @param headLimit the most bytes for a head, and for what is read along with it
   * @param refusal the whole answer to a head that is larger
   */
  Meter(StreamConnection connection, long headLimit, ByteBuffer refusal) {
    super(connection.getSourceChannel().getConduit());
    this.connection = connection;
    this.headLimit = headLimit;
    this.refusal = refusal;
    expectHead();
  }

  static Meter of(HttpServerExchange exchange) {
    return (Meter) ((HttpServerConnection) exchange.getConnection()).getOriginalSourceConduit();
  }

  /** What comes from now on is the next request. */
  void expectHead() {
    inHead = true;
    left = headLimit;
  }

  /** What comes from now on is a body, and may be of that many bytes with all its framing. */
  void expectBody(long limit) {
    inHead = false;
    left = limit;
  }

  private long counted(long read) throws IOException {
    if (read > 0) {
      left -= read;
    }
    if (left >= 0) {
      return read;
    }
    if (inHead) {
      connection.getSinkChannel().write(refusal.duplicate());
    }
    throw new IOException("the client sends more than is taken");
  }

  @Override
  public int read(ByteBuffer target) throws IOException {
    return (int) counted(super.read(target));
  }

  @Override
  public long read(ByteBuffer[] targets, int offset, int length) throws IOException {
    return counted(super.read(targets, offset, length));
  }

  @Override
  public long transferTo(long position, long count, FileChannel target) throws IOException {
    return counted(super.transferTo(position, count, target));
  }

  @Override
  public long transferTo(long count, ByteBuffer throughBuffer, StreamSinkChannel target)
      throws IOException {
    return counted(super.transferTo(count, throughBuffer, target));
  }
}
