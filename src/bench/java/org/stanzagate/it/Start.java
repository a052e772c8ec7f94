package org.stanzagate.it;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * A program that was started and has answered as it should.
 *
 * @param took from before its process was there until the answer
 */
record Start(ChildProcess process, Duration took) {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration POLL = Duration.ofMillis(5);
  private static final int STATUS = "HTTP/1.1 ".length();

  /**
   * Starts it, and asks on a new connection each time, until the answer is a 2xx.
   *
   * @param port where it is going to listen, on loopback
   */
  static Start of(List<String> command, int port, String path)
      throws IOException, InterruptedException {
    Path log = FailureLogs.file("start");
    long start = System.nanoTime();
    ChildProcess process = ChildProcess.start(log, command);
    while (!isGood(port, path)) {
      if (!process.isAlive() || System.nanoTime() - start > PATIENCE.toNanos()) {
        process.kill();
        throw new IOException(path + " gives no 2xx; it printed:\n" + process.printed());
      }
      Thread.sleep(POLL.toMillis());
    }
    return new Start(process, Duration.ofNanos(System.nanoTime() - start));
  }

  private static boolean isGood(int port, String path) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      String get = "GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(get.getBytes(US_ASCII));
      String answer = new String(socket.getInputStream().readNBytes(STATUS + 3), US_ASCII);
      return answer.startsWith("2", STATUS);
    } catch (ConnectException notYet) {
      return false;
    }
  }
}
