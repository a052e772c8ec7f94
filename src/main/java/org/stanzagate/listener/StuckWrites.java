package org.stanzagate.listener;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.xnio.IoUtils;
import org.xnio.StreamConnection;
import org.xnio.XnioExecutor;
import org.xnio.conduits.AbstractStreamSinkConduit;
import org.xnio.conduits.StreamSinkConduit;

/**
 * Cuts a connection whose client has taken nothing for a time although there is something for it.
 * For HTTP/2, where an answer can be cut by itself, but what it has put into the queue of the
 * connection stays there. I/O thread only.
 */
final class StuckWrites extends AbstractStreamSinkConduit<StreamSinkConduit> {
  private final StreamConnection connection;
  private final Duration patience;
  private XnioExecutor.@Nullable Key deadline;

  StuckWrites(StreamSinkConduit next, StreamConnection connection, Duration patience) {
    super(next);
    this.connection = connection;
    this.patience = patience;
  }

  @Override
  public int write(ByteBuffer source) throws IOException {
    return (int) noted(super.write(source));
  }

  @Override
  public long write(ByteBuffer[] sources, int offset, int length) throws IOException {
    return noted(super.write(sources, offset, length));
  }

  @Override
  public boolean flush() throws IOException {
    boolean flushed = super.flush();
    if (flushed) {
      moved();
    } else {
      stuck();
    }
    return flushed;
  }

  private long noted(long written) {
    if (written > 0) {
      moved();
    } else {
      stuck();
    }
    return written;
  }

  private void stuck() {
    if (deadline == null && connection.isOpen()) {
      deadline =
          connection
              .getIoThread()
              .executeAfter(
                  () -> IoUtils.safeClose(connection), patience.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  private void moved() {
    if (deadline != null) {
      deadline.remove();
      deadline = null;
    }
  }

  /** To be called when the connection has ended. */
  void close() {
    moved();
  }
}
