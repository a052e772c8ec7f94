package org.stanzagate.client;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Takes the connections to a test's receiver, and serves each in a thread of its own. */
final class Acceptor implements AutoCloseable {
  private final ServerSocket listener;
  private final Service service;
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();

  /** What is done with a connection, until an exception: one side has closed it. */
  @FunctionalInterface
  interface Service {
    /**
     * Serves it to its end.
     *
     * @param connection its number, from 1
     */
    void serve(Socket socket, int connection) throws Exception;
  }

  Acceptor(ServerSocket listener, Service service) {
    this.listener = listener;
    this.service = service;
    daemon(this::accept);
  }

  int port() {
    return listener.getLocalPort();
  }

  /** How many there have been. */
  int connections() {
    return sockets.size();
  }

  private static void daemon(Runnable task) {
    Thread thread = new Thread(task, "acceptor");
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket socket = listener.accept();
        socket.setTcpNoDelay(true);
        sockets.add(socket);
        int connection = sockets.size();
        daemon(() -> serve(socket, connection));
      } catch (IOException e) {
        return; // closed
      }
    }
  }

  private void serve(Socket socket, int connection) {
    try (socket) {
      service.serve(socket, connection);
    } catch (Exception e) {
      // The other side, or the test, has closed it.
    }
  }

  @Override
  public void close() {
    try {
      listener.close();
      for (Socket socket : sockets) {
        socket.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
