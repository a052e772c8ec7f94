package org.stanzagate.listener;

import io.undertow.connector.PooledByteBuffer;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.protocol.http.HttpServerConnection;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
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
  private final Rules rules;
  private boolean inHead;
  private long left;
  private long taken;
  private @Nullable ChunkGrammar chunks;
  private @Nullable HttpServerExchange chunked;

  /**
   * What holds for all connections.
   *
   * @param headLimit the most bytes for a head, and for what is read along with it
   * @param headMemory what all heads share
   * @param maxEntity the largest body that is read at all, in bytes
   * @param answers to what is cut
   * @param requests is told of what is cut
   */
  record Rules(
      long headLimit,
      HeadMemory headMemory,
      long maxEntity,
      RawAnswers answers,
      RequestWatch requests) {}

  Meter(StreamConnection connection, Rules rules) {
    super(connection.getSourceChannel().getConduit());
    this.connection = connection;
    this.rules = rules;
    this.inHead = true;
    this.left = rules.headLimit();
  }

  /** The one of a request's connection, which speaks HTTP/1.1. */
  static Meter of(HttpServerExchange exchange) {
    return (Meter) connection(exchange).getOriginalSourceConduit();
  }

  private static HttpServerConnection connection(HttpServerExchange exchange) {
    return (HttpServerConnection) exchange.getConnection();
  }

  /** What it counts the bytes of. */
  StreamSourceConduit beneath() {
    return next;
  }

  /** Whether what comes now is a request's head, so that there is no request yet. */
  boolean isInHead() {
    return inHead;
  }

  /** What comes from now on is a body, and may be of that many bytes with all its framing. */
  void expectBody(long limit) {
    inHead = false;
    left = limit;
  }

  /** The same for a chunked body, of which some may have been read along with the head. */
  void expectChunks(HttpServerExchange exchange, long limit) {
    expectBody(limit);
    chunks = new ChunkGrammar(rules.maxEntity());
    chunked = exchange;
    PooledByteBuffer ahead = connection(exchange).getExtraBytes();
    if (ahead != null) {
      chunks.take(ahead.getBuffer().duplicate());
    }
  }

  /** Why what was read so far is no chunked body that could be taken; empty where it is one. */
  Optional<Failure> chunksFailure() {
    if (chunks != null && chunks.isTooLarge()) {
      return Optional.of(Failure.chunkTooLarge(rules.maxEntity()));
    }
    return chunks != null && chunks.isMalformed()
        ? Optional.of(Failure.badChunks())
        : Optional.empty();
  }

  /** What comes from now on is the next request, of which some may have been read already. */
  void expectHead(HttpServerExchange answered) {
    giveBack();
    chunks = null;
    chunked = null;
    inHead = true;
    left = rules.headLimit();
    PooledByteBuffer ahead = connection(answered).getExtraBytes();
    if (ahead != null) {
      taken = HeadMemory.cost(ahead.getBuffer());
      rules.headMemory().take(taken);
    }
  }

  /** To be called as long as something may have been taken, so also when the connection ends. */
  void giveBack() {
    rules.headMemory().giveBack(taken);
    taken = 0;
  }

  @Override
  public int read(ByteBuffer target) throws IOException {
    int from = target.position();
    int read = (int) counted(super.read(target));
    if (chunks != null && read > 0) {
      chunks.take(target.duplicate().flip().position(from));
      checkChunks(chunks);
    }
    if (inHead && read > 0) {
      long cost = HeadMemory.cost(target.duplicate().flip().position(from));
      taken += cost;
      if (!rules.headMemory().take(cost)) {
        refuse(rules.answers().noRoom());
      }
    }
    return read;
  }

  /** Reads into the first that has room, which is as much as anybody may count on. */
  @Override
  public long read(ByteBuffer[] targets, int offset, int length) throws IOException {
    for (int i = offset; i < offset + length; i++) {
      if (targets[i].hasRemaining()) {
        return read(targets[i]);
      }
    }
    return 0;
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

  private long counted(long read) throws IOException {
    if (read > 0) {
      left -= read;
    }
    if (left < 0 && inHead) {
      refuse(rules.answers().headTooLarge());
    }
    if (left < 0) {
      throw new IOException("the client sends more of a body than is taken");
    }
    return read;
  }

  private void checkChunks(ChunkGrammar chunks) throws IOException {
    if (!chunks.isMalformed() && !chunks.isTooLarge()) {
      return;
    }
    RawAnswers answers = rules.answers();
    RawAnswer answer = chunks.isTooLarge() ? answers.chunkTooLarge() : answers.badChunks();
    if (chunked != null && !chunked.isResponseStarted()) {
      RequestWatch.answered(chunked, answer);
      connection.getSinkChannel().write(answer.duplicate());
    }
    throw new IOException("the client sends no chunks that can be taken");
  }

  /** Takes note that this answers a request of which nothing is known. */
  RawAnswer told(RawAnswer answer) {
    rules.requests().refused(connection.getPeerAddress(InetSocketAddress.class), answer);
    return answer;
  }

  /** No request is known yet, so nobody else could answer. */
  private void refuse(RawAnswer answer) throws IOException {
    told(answer);
    connection.getSinkChannel().write(answer.duplicate());
    throw new IOException("the client sends more of a head than is taken");
  }
}
