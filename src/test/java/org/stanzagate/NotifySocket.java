package org.stanzagate;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** What systemd has at the other end of sd_notify(3), in Python, for the JDK has no such socket. */
final class NotifySocket implements AutoCloseable {
  /**
   * Prints each datagram as a line; whoever sent a barrier waits until its descriptor is closed.
   */
  private static final String SERVER =
      """
      import os, socket, sys
      server = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
      server.bind(sys.argv[1])
      print("bound", flush=True)
      while True:
          text, descriptors, _, _ = socket.recv_fds(server, 4096, 4)
          for descriptor in descriptors:
              os.close(descriptor)
          if not descriptors:
              print(text.decode().replace("\\n", " "), flush=True)
      """;

  private final Path path;
  private final Process server;
  private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();

  private NotifySocket(Path path, Process server) {
    this.path = path;
    this.server = server;
  }

  /** Listens in that directory; without the programs for it, the test is skipped. */
  static NotifySocket in(Path directory) throws Exception {
    assumeTrue(isInstalled("python3") && isInstalled("systemd-notify"), "no systemd-notify here");
    Path path = directory.resolve("notify");
    Process server =
        new ProcessBuilder("python3", "-c", SERVER, path.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    NotifySocket socket = new NotifySocket(path, server);
    Thread reader = new Thread(socket::read, "notify socket");
    reader.setDaemon(true);
    reader.start();
    socket.await("bound");
    return socket;
  }

  private static boolean isInstalled(String program) {
    return Stream.of(System.getenv("PATH").split(":"))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
  }

  private void read() {
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(server.getInputStream(), UTF_8))) {
      lines.lines().forEach(heard::add);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Map<String, String> environment() {
    return Map.of("NOTIFY_SOCKET", path.toString());
  }

  /** The next thing that is said. */
  String next() throws InterruptedException {
    String next = heard.poll(30, TimeUnit.SECONDS);
    if (next == null) {
      throw new AssertionError("nothing was said for 30 s");
    }
    return next;
  }

  /** Waits until this is said, whatever else is before. */
  void await(String said) throws InterruptedException {
    while (!next().equals(said)) {}
  }

  /** What was said and not asked for yet. */
  List<String> rest() {
    return List.copyOf(heard);
  }

  @Override
  public void close() {
    server.destroyForcibly();
  }
}
