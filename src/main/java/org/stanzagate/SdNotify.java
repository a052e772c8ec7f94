package org.stanzagate;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says something to the service manager, as in sd_notify(3), where one listens.
 *
 * <p>Its socket is one for datagrams, which the JDK has no Unix sockets for. So systemd's own
 * program says it: where systemd listens, that is there, and it takes hundredths of a second. A
 * library with native code would bring megabytes, and take thirty times as long at each start.
 *
 * <p>Safe in any thread; what is said arrives in the order in which it is said.
 */
final class SdNotify {
  /** The program itself waits 5 s for systemd to have taken note. */
  private static final long PATIENCE_SECONDS = 10;

  private static final Logger LOG = LoggerFactory.getLogger(SdNotify.class);

  private final @Nullable String socket;

  private SdNotify(@Nullable String socket) {
    this.socket = socket;
  }

  /** Speaks to the socket that the environment names, or to nobody. */
  static SdNotify of(Map<String, String> environment) {
    return new SdNotify(environment.get("NOTIFY_SOCKET"));
  }

  /** Whether anybody listens. */
  boolean isHeard() {
    return socket != null;
  }

  /**
   * Waits until the manager has taken note.
   *
   * @param assignments such as {@code READY=1}, without control characters
   */
  synchronized void say(String... assignments) {
    if (socket == null) {
      return;
    }
    try {
      String failure = failure(socket, assignments);
      if (failure != null) {
        LOG.warn(
            "systemd could not be told {}: {}; the unit needs NotifyAccess=all",
            assignments[0],
            failure);
      }
    } catch (IOException e) {
      LOG.warn(
          "systemd could not be told {}: {}; it takes the program systemd-notify, or in the unit"
              + " Type=exec and no WatchdogSec",
          assignments[0],
          e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** What the program says if it fails. It gets no environment of ours, which may hold secrets. */
  private static @Nullable String failure(String socket, String... assignments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("systemd-notify"));
    command.addAll(List.of(assignments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().clear();
    builder.environment().put("NOTIFY_SOCKET", socket);
    Process process = builder.start();
    try {
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        return "no end of systemd-notify after " + PATIENCE_SECONDS + " s";
      }
      return process.exitValue() == 0
          ? null
          : new String(process.getInputStream().readAllBytes(), UTF_8).strip();
    } finally {
      process.destroyForcibly();
    }
  }
}
