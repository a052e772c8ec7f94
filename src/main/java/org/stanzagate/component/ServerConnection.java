package org.stanzagate.component;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;

/**
 * The TCP connection to the XMPP server. Closing it, from any thread, ends whatever waits on it:
 * connecting, a read, a write.
 */
final class ServerConnection implements Closeable {
  /** In bytes; what is in it counts as written, and is lost when the connection breaks. */
  private static final int SEND_BUFFER = 256 * 1024;

  private final Object lock = new Object();
  private Socket socket = new Socket();
  private boolean closed;

  /**
   * Connects to the first of the host's addresses that takes it.
   *
   * @param timeout for each address
   * @throws IOException why the last one didn't
   */
  void connect(String host, int port, Duration timeout) throws IOException {
    IOException last = null;
    for (InetAddress address : InetAddress.getAllByName(host)) {
      Socket attempt = next();
      try {
        attempt.setTcpNoDelay(true);
        attempt.setKeepAlive(true);
        attempt.setSendBufferSize(SEND_BUFFER);
        attempt.connect(new InetSocketAddress(address, port), (int) timeout.toMillis());
        return;
      } catch (IOException e) {
        attempt.close();
        last = e;
      }
    }
    throw last == null ? new SocketException("no address") : last;
  }

  private Socket next() throws IOException {
    synchronized (lock) {
      if (closed) {
        throw new SocketException("closed");
      }
      socket = new Socket();
      return socket;
    }
  }

  private Socket socket() {
    synchronized (lock) {
      return socket;
    }
  }

  /** Waits for the next bytes; -1 once the server has closed. */
  int read(byte[] buffer) throws IOException {
    return socket().getInputStream().read(buffer);
  }

  /** Returns once all of it is in the socket's buffer. */
  void write(byte[] bytes, int offset, int length) throws IOException {
    socket().getOutputStream().write(bytes, offset, length);
  }

  @Override
  public void close() throws IOException {
    synchronized (lock) {
      closed = true;
      socket.close();
    }
  }
}
