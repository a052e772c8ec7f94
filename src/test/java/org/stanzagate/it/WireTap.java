package org.stanzagate.it;

import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import javax.net.SocketFactory;

/** Sockets that keep what they receive: what came over the wire, before any parser saw it. */
final class WireTap extends SocketFactory {
  private final ByteArrayOutputStream received = new ByteArrayOutputStream();

  /** All that was received so far. */
  String received() {
    return received.toString(StandardCharsets.UTF_8);
  }

  @Override
  public Socket createSocket() {
    return new Socket() {
      @Override
      public InputStream getInputStream() throws IOException {
        return tapped(super.getInputStream());
      }
    };
  }

  private InputStream tapped(InputStream in) {
    return new FilterInputStream(in) {
      @Override
      public int read() throws IOException {
        int octet = super.read();
        if (octet >= 0) {
          received.write(octet);
        }
        return octet;
      }

      @Override
      public int read(byte[] buffer, int offset, int length) throws IOException {
        int count = super.read(buffer, offset, length);
        if (count > 0) {
          received.write(buffer, offset, count);
        }
        return count;
      }
    };
  }

  @Override
  public Socket createSocket(String host, int port) {
    throw new UnsupportedOperationException("Smack connects its sockets itself");
  }

  @Override
  public Socket createSocket(String host, int port, InetAddress localHost, int localPort) {
    throw new UnsupportedOperationException("Smack connects its sockets itself");
  }

  @Override
  public Socket createSocket(InetAddress host, int port) {
    throw new UnsupportedOperationException("Smack connects its sockets itself");
  }

  @Override
  public Socket createSocket(InetAddress address, int port, InetAddress local, int localPort) {
    throw new UnsupportedOperationException("Smack connects its sockets itself");
  }
}
