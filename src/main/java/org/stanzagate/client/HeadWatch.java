package org.stanzagate.client;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.hc.core5.http.ConnectionClosedException;
import org.apache.hc.core5.reactor.IOSession;

/**
 * Watches that the head of an answer is whole. HttpCore takes what has come of it for all of it
 * where the connection ends, so that half a status line would count as accepted (RFC 9112 section 8
 * calls that an incomplete message). Where there is TLS it stands above that. To HTTP/2 it does no
 * harm: what is under way there on a connection that ends has failed anyway. For the I/O thread.
 */
final class HeadWatch extends FilterSession {
  /** Something has come since the last request, and no empty line among it so far. */
  private boolean isInHead;

  private boolean isHeadOver;

  /** The last byte was the end of a line, a CR after that not counted. */
  private boolean isAtLineStart;

  HeadWatch(IOSession session) {
    super(session);
  }

  @Override
  public int write(ByteBuffer buffer) throws IOException {
    isInHead = false;
    isHeadOver = false;
    return super.write(buffer);
  }

  @Override
  public int read(ByteBuffer buffer) throws IOException {
    int start = buffer.position();
    int read = super.read(buffer);
    if (read < 0 && isInHead) {
      throw new ConnectionClosedException("the connection ended within the head of the answer");
    }
    for (int i = start; i < buffer.position() && !isHeadOver; i++) {
      see(buffer.get(i));
    }
    return read;
  }

  private void see(byte next) {
    isInHead = true;
    if (next == '\n') {
      isHeadOver = isAtLineStart;
      isInHead = !isHeadOver;
      isAtLineStart = true;
    } else if (next != '\r') {
      isAtLineStart = false;
    }
  }
}
