package org.stanzagate.client;

import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import org.apache.hc.core5.http.ConnectionClosedException;
import org.apache.hc.core5.reactor.IOSession;
import org.jspecify.annotations.Nullable;

/**
 * Watches that the head of an answer is whole. HttpCore takes what has come of it for all of it
 * where the connection ends, so that half a status line would count as accepted (RFC 9112 section 8
 * calls that an incomplete message). It stands below TLS, and lets that pass unseen: HTTP/2, which
 * is mostly spoken there, has frames for it. A proxy, for of two dozen methods two matter. For the
 * I/O thread.
 */
final class HeadWatch implements InvocationHandler {
  /** What begins each record of a TLS handshake, and no request of HTTP (RFC 8446 section 5.1). */
  private static final byte TLS_HANDSHAKE = 22;

  private final IOSession session;

  private boolean isTls;

  /** Something has come since the last request, and no empty line among it so far. */
  private boolean isInHead;

  private boolean isHeadOver;

  /** The last byte was the end of a line, a CR after that not counted. */
  private boolean isAtLineStart;

  private HeadWatch(IOSession session) {
    this.session = session;
  }

  static IOSession on(IOSession session) {
    return (IOSession)
        Proxy.newProxyInstance(
            HeadWatch.class.getClassLoader(),
            new Class<?>[] {IOSession.class},
            new HeadWatch(session));
  }

  @Override
  public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] values)
      throws Throwable {
    if (values != null && values.length == 1 && values[0] instanceof ByteBuffer buffer) {
      return method.getName().equals("read") ? read(buffer) : write(buffer);
    }
    try {
      return method.invoke(session, values);
    } catch (InvocationTargetException e) {
      throw e.getTargetException();
    }
  }

  private int write(ByteBuffer buffer) throws IOException {
    isTls |= buffer.hasRemaining() && buffer.get(buffer.position()) == TLS_HANDSHAKE;
    isInHead = false;
    isHeadOver = false;
    return session.write(buffer);
  }

  private int read(ByteBuffer buffer) throws IOException {
    int start = buffer.position();
    int read = session.read(buffer);
    if (isTls) {
      return read;
    }
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
