package org.stanzagate.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/** Ports of the loopback address. */
final class Ports {
  private static final int CONNECT_MILLIS = 1_000;
  private static final int PER_FORK = 3_000;
  private static final int FIRST = 20_000 + (Fork.number() - 1) % 4 * PER_FORK;

  /** Begins anywhere, for another build may be running on this machine. */
  private static final AtomicInteger NEXT =
      new AtomicInteger(ThreadLocalRandom.current().nextInt(PER_FORK));

  private Ports() {}

  /**
   * A port that a server can have, and have again after a restart: below those that the system
   * gives to outgoing connections, and given to nobody else meanwhile, here or in another fork.
   */
  static int free() {
    return IntStream.generate(NEXT::getAndIncrement)
        .limit(PER_FORK)
        .map(number -> FIRST + number % PER_FORK)
        .filter(Ports::isFree)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no free port from " + FIRST + " on"));
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return socket.isBound();
    } catch (IOException taken) {
      return false;
    }
  }

  /** Whether somebody listens there. */
  static boolean answers(int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), CONNECT_MILLIS);
      return true;
    } catch (ConnectException | SocketTimeoutException e) {
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
