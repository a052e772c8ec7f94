package org.stanzagate.sandbox;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.jxmpp.jid.Jid;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.stanzagate.stanza.Stanza;

/**
 * A stand-in for an XMPP server, on loopback, for one component (XEP-0114). What the component
 * sends to its own addresses comes back to it; {@code sandbox} answers ping, disco and version,
 * {@code echo@sandbox} repeats messages, {@code silent@sandbox} never answers. The component may go
 * and come back as often as it likes. Safe in any thread; one thread accepts, and each connection
 * has one of its own.
 */
public final class SandboxServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SandboxServer.class);
  private static final String VERSION = "/org/stanzagate/version.properties";
  private static final int BACKLOG = 50;

  private final ServerSocket listener;
  private final Thread acceptor = thread("sandbox-accept", this::accept);
  private final Jid domain;
  private final String secret;
  private final Residents residents;
  private final Consumer<Stanza> observer;

  /** All connections, those that have not shown the secret yet included. */
  private final Set<SandboxConnection> open = ConcurrentHashMap.newKeySet();

  /** The one that is the component's; null while there is none. */
  private final AtomicReference<@Nullable SandboxConnection> component = new AtomicReference<>();

  private SandboxServer(
      ServerSocket listener, Jid domain, String secret, String version, Consumer<Stanza> observer) {
    this.listener = listener;
    this.domain = domain;
    this.secret = secret;
    this.residents = new Residents(domain, version);
    this.observer = observer;
  }

  /**
   * Starts a server.
   *
   * @param domain of the one component that it takes
   * @param secret which that has to know
   * @param port 0 picks a free one
   * @throws IOException if the port can't be had
   */
  public static SandboxServer start(Jid domain, String secret, int port) throws IOException {
    return start(domain, secret, port, stanza -> {});
  }

  /**
   * Starts a server that tells of what it gets.
   *
   * @param observer told of each stanza of the component, before it is answered, in the thread that
   *     reads
   */
  public static SandboxServer start(Jid domain, String secret, int port, Consumer<Stanza> observer)
      throws IOException {
    ServerSocket listener = new ServerSocket(port, BACKLOG, InetAddress.getLoopbackAddress());
    SandboxServer server = new SandboxServer(listener, domain, secret, version(), observer);
    server.acceptor.start();
    return server;
  }

  private static String version() throws IOException {
    try (InputStream file = SandboxServer.class.getResourceAsStream(VERSION)) {
      Properties properties = new Properties();
      properties.load(file);
      return properties.getProperty("version");
    }
  }

  private static Thread thread(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    return thread;
  }

  /** Where it listens. */
  public int port() {
    return listener.getLocalPort();
  }

  /** Whether the component is connected, its handshake accepted. */
  public boolean isConnected() {
    SandboxConnection connection = component.get();
    return connection != null && connection.isAccepted();
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        serve(listener.accept());
      } catch (IOException e) {
        if (!listener.isClosed()) {
          LOG.warn(
              "The sandbox could not take a connection, which is tried again: {}", e.toString());
        }
      }
    }
  }

  private void serve(Socket socket) throws IOException {
    socket.setTcpNoDelay(true);
    SandboxConnection connection =
        new SandboxConnection(socket, domain, secret, this::claim, this::receive);
    open.add(connection);
    if (listener.isClosed()) {
      connection.cut();
    }
    thread("sandbox-connection", () -> run(connection)).start();
  }

  private void run(SandboxConnection connection) {
    try {
      connection.run();
    } finally {
      open.remove(connection);
      component.compareAndSet(connection, null);
    }
  }

  private boolean claim(SandboxConnection connection) {
    return component.compareAndSet(null, connection);
  }

  private void receive(SandboxConnection from, Stanza stanza) {
    observer.accept(stanza);
    residents.receive(stanza).forEach(from::answer);
  }

  /**
   * Sends the component a stanza, as if it came from outside.
   *
   * @return false if the component isn't connected
   * @throws IllegalArgumentException if the stanza isn't for the component
   */
  public boolean inject(Stanza stanza) {
    if (!stanza.to().getDomain().equals(domain.getDomain())) {
      throw new IllegalArgumentException(
          "Only what is for "
              + domain
              + " or an address there can be injected, not "
              + stanza.to());
    }
    SandboxConnection connection = component.get();
    return connection != null && connection.send(stanza);
  }

  /** Cuts all connections, without a word; the component may come back. */
  public void disconnect() {
    open.forEach(SandboxConnection::cut);
  }

  /** Stops listening, and cuts all connections. The port is free when this returns. */
  @Override
  public void close() {
    try {
      listener.close();
    } catch (IOException e) {
      LOG.warn(
          "The sandbox's server could not stop listening; its port is free once the process has ended: {}",
          e.toString());
    }
    disconnect();
    try {
      acceptor.join(); // it holds the port until it notices
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
