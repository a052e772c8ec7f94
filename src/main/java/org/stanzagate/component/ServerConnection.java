package org.stanzagate.component;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;
import org.stanzagate.config.ComponentConfig;
import org.stanzagate.tls.Tls;

/**
 * The TCP connection to the XMPP server, with or without TLS on it. Closing it, from any thread,
 * ends whatever waits on it: connecting, the handshake of TLS, a read, a write.
 */
final class ServerConnection implements Closeable {
  /**
   * In bytes, as much as one write has at most. What is in it counts as written, and is lost when
   * the connection breaks; and once it is full, Linux lets nobody write before a third of it is
   * free, so that a larger one makes for longer waits. One that is smaller than a segment, which
   * over loopback has up to 64 KiB, waits 40 ms for the delayed acknowledgement of all it holds: a
   * third of the messages of 2 kB go through with 4 KiB, two thirds with 16.
   */
  private static final int SEND_BUFFER = 64 * 1024;

  private final ComponentConfig config;
  private final Object lock = new Object();
  private Socket socket = new Socket();
  private @Nullable SSLSocket tls;
  private boolean closed;

  /**
   * One that isn't there yet.
   *
   * @param config where to, and whether with TLS
   */
  ServerConnection(ComponentConfig config) {
    this.config = config;
  }

  /**
   * Connects to the first of the host's addresses that takes it.
   *
   * @param timeout for each address
   * @throws IOException why the last one didn't
   */
  void connect(Duration timeout) throws IOException {
    IOException last = null;
    for (InetAddress address : InetAddress.getAllByName(config.host())) {
      Socket attempt = next();
      try {
        attempt.setTcpNoDelay(true);
        attempt.setKeepAlive(true);
        attempt.setSendBufferSize(SEND_BUFFER);
        attempt.connect(new InetSocketAddress(address, config.port()), (int) timeout.toMillis());
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

  /**
   * Begins TLS, if there is to be any, and checks that it is the server that was meant (RFC 9525):
   * its certificate must have the host's name, or its address.
   *
   * @throws SSLException if the server can't be trusted, or speaks no TLS that is good enough
   */
  void secure() throws SSLException {
    if (config.tls() == null) {
      return;
    }
    try {
      SSLSocket secured = shakeHands(config.tls().context().getSocketFactory());
      synchronized (lock) {
        tls = secured;
      }
    } catch (SSLException e) {
      throw e;
    } catch (IOException | CertificateException e) {
      throw new SSLException(e);
    }
  }

  private SSLSocket shakeHands(SSLSocketFactory factory) throws IOException, CertificateException {
    SSLSocket secured =
        (SSLSocket) factory.createSocket(socket(), config.host(), config.port(), true);
    SSLParameters parameters = secured.getSSLParameters();
    parameters.setProtocols(Tls.versions());
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    secured.setSSLParameters(parameters);
    secured.startHandshake();
    // A certificate that is among the authorities' is trusted, and not looked at any further.
    ((X509Certificate) secured.getSession().getPeerCertificates()[0]).checkValidity();
    return secured;
  }

  private Socket socket() {
    synchronized (lock) {
      return tls == null ? socket : tls;
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

  /**
   * Says that nothing more will be written, where TLS has words for that (RFC 8446 section 6.1).
   * Waits for a write that is under way.
   */
  void finish() throws IOException {
    if (socket() instanceof SSLSocket secured) {
      secured.shutdownOutput();
    }
  }

  /** Closes the socket beneath TLS, for to close TLS itself would wait for a write that hangs. */
  @Override
  public void close() throws IOException {
    synchronized (lock) {
      closed = true;
      socket.close();
    }
  }
}
