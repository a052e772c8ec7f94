package org.stanzagate.listener;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.xnio.IoUtils;
import org.xnio.StreamConnection;
import org.xnio.XnioExecutor;
import org.xnio.conduits.AbstractStreamSourceConduit;
import org.xnio.conduits.StreamSourceConduit;

/**
 * Looks at the frames of HTTP/2 as they arrive (RFC 9113 section 4), beneath Undertow, and cuts the
 * connection over those that it would take too lightly. I/O thread only.
 *
 * <p>A head must be in one frame, which has room for more than any head may have: Undertow takes
 * what is in the first of several for the whole, and counts no empty ones. Our own side of the
 * header compression must not be given a table without end. And a frame that trickles is cut, but
 * for one of a body, whose time is the reader's concern.
 */
final class Http2Frames extends AbstractStreamSourceConduit<StreamSourceConduit> {
  private static final int PREFACE = 24;
  private static final int HEAD = 9;
  private static final int SETTING = 6;

  /** What a client is told that a frame may have, in bytes. */
  static final int MAX_FRAME = 32 * 1024;

  /** What any client that is in use asks for, and several times that. */
  private static final long MAX_TABLE = 1024 * 1024;

  private static final int DATA = 0;
  private static final int HEADERS = 1;
  private static final int SETTINGS = 4;
  private static final int CONTINUATION = 9;
  private static final int END_HEADERS = 4;
  private static final int HEADER_TABLE_SIZE = 1;

  /** No frame: what a client says first. */
  private static final int GREETING = -1;

  private final StreamConnection connection;
  private final HttpLimits limits;
  private final ByteBuffer head = ByteBuffer.allocate(HEAD);
  private final ByteBuffer setting = ByteBuffer.allocate(SETTING);
  private int type = GREETING;
  private int left = PREFACE;
  private XnioExecutor.@Nullable Key deadline;

  Http2Frames(StreamSourceConduit next, StreamConnection connection, HttpLimits limits) {
    super(next);
    this.connection = connection;
    this.limits = limits;
  }

  @Override
  public int read(ByteBuffer target) throws IOException {
    int from = target.position();
    int read = super.read(target);
    if (read > 0) {
      take(target.duplicate().flip().position(from));
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

  /**
   * Takes the next bytes, all that remain.
   *
   * @throws IOException if the connection can't go on
   */
  void take(ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      if (left == 0) {
        takeHead(bytes.get());
      } else {
        takePayload(bytes);
      }
    }
    if (deadline == null && (head.position() > 0 || (left > 0 && type != DATA))) {
      deadline =
          connection
              .getIoThread()
              .executeAfter(
                  () -> IoUtils.safeClose(connection),
                  limits.transfer().toMillis(),
                  TimeUnit.MILLISECONDS);
    }
  }

  private void takeHead(byte next) throws IOException {
    head.put(next);
    if (head.hasRemaining()) {
      return;
    }
    left = head.getInt(0) >>> Byte.SIZE;
    type = head.get(3);
    int flags = head.get(4);
    head.clear();
    setting.clear();
    if (left > MAX_FRAME) {
      throw new IOException("the client sends a frame that is larger than may be");
    }
    if (type == CONTINUATION || (type == HEADERS && (flags & END_HEADERS) == 0)) {
      throw new IOException("the client sends a head that is in several frames");
    }
    if (left == 0 || type == DATA) {
      over();
    }
  }

  private void takePayload(ByteBuffer bytes) throws IOException {
    int part = Math.min(left, bytes.remaining());
    if (type == SETTINGS) {
      for (int i = 0; i < part; i++) {
        takeSetting(bytes.get());
      }
    } else {
      bytes.position(bytes.position() + part);
    }
    left -= part;
    if (left == 0) {
      over();
    }
  }

  private void takeSetting(byte next) throws IOException {
    setting.put(next);
    if (setting.hasRemaining()) {
      return;
    }
    long value = setting.getInt(2) & 0xFFFFFFFFL;
    if (setting.getShort(0) == HEADER_TABLE_SIZE && value > MAX_TABLE) {
      throw new IOException("the client wants too large a table for headers");
    }
    setting.clear();
  }

  private void over() {
    if (deadline != null) {
      deadline.remove();
      deadline = null;
    }
  }

  /** To be called when the connection has ended. */
  void close() {
    over();
  }
}
