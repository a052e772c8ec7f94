package org.stanzagate.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * A real XMPP server, in a folder of its own and on loopback ports that it keeps when it is
 * restarted. It serves the users {@code romeo} and {@code juliet} of {@code localhost}, the rooms
 * of {@code muc.localhost}, and the components {@code gw.localhost} and {@code peer.localhost}.
 */
abstract class RealServer implements AutoCloseable {
  static final String DOMAIN = "localhost";
  static final String ROOMS = "muc.localhost";
  static final String GATEWAY = "gw.localhost";
  static final String PEER = "peer.localhost";
  static final String SECRET = "s3cret";
  static final String PASSWORD = "pass";
  static final List<String> USERS = List.of("romeo", "juliet");

  private static final Duration START = Duration.ofMinutes(1);

  private final Path folder;
  private final int clientPort = Ports.free();
  private final int componentPort = Ports.free();
  private @Nullable ChildProcess process;

  RealServer(String name) {
    try {
      folder = Files.createTempDirectory("stanzagate-" + name);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Starts it and waits until it takes connections. */
  final void start() {
    Path log = FailureLogs.file(getClass().getSimpleName());
    process = ChildProcess.start(log, command());
    Awaitility.await(getClass().getSimpleName() + " listens").atMost(START).until(this::listens);
  }

  private boolean listens() {
    if (!running().isAlive()) {
      throw new IllegalStateException("it ended at once:\n" + running().printed());
    }
    return Ports.answers(clientPort) && Ports.answers(componentPort);
  }

  /** Ends it as its admin would, and waits for that. */
  final void stop() {
    shutDown(running());
    process = null;
  }

  final void restart() {
    stop();
    start();
  }

  @Override
  public void close() {
    if (process != null) {
      stop();
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  final boolean isRunning() {
    return process != null;
  }

  final int clientPort() {
    return clientPort;
  }

  /** Where {@code gw.localhost} connects. */
  final int componentPort() {
    return componentPort;
  }

  /** Where {@code peer.localhost} connects. */
  int peerPort() {
    return componentPort;
  }

  final Path folder() {
    return folder;
  }

  private ChildProcess running() {
    return Objects.requireNonNull(process, "the server was not started");
  }

  /** The command that runs the server until it is told to end. */
  abstract List<String> command();

  abstract void shutDown(ChildProcess server);
}
