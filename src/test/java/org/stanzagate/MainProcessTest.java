package org.stanzagate;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** What only a process of its own can show: signals, and what is on standard output. */
@Timeout(60)
class MainProcessTest {
  private static final int SIGINT = 2;

  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"TERM", "INT"})
  void aSignalStopsItWithExitCodeZero(String signal) throws Exception {
    assumeFalse(signal.equals("INT") && ignoresInterrupts(), "started where SIGINT is ignored");
    Process process = start("text");
    try (BufferedReader out = output(process)) {
      assertThat(out.readLine()).matches("\\S+Z INFO Main Stanzagate \\S+");

      send(signal, process);

      assertThat(out.lines()).last().asString().matches("\\S+Z INFO Lifecycle Stopped");
      assertThat(process.waitFor(30, SECONDS)).isTrue();
      assertThat(process.exitValue()).isZero();
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void everyLineIsJsonWhereTheLogIs() throws Exception {
    Process process = start("json");
    try (BufferedReader out = output(process)) {
      String first = out.readLine();
      send("TERM", process);
      List<JsonNode> events = out.lines().map(line -> new ObjectMapper().readTree(line)).toList();

      assertThat(new ObjectMapper().readTree(first).get("message").asString())
          .startsWith("Stanzagate ");
      assertThat(events)
          .isNotEmpty()
          .allSatisfy(event -> assertThat(event.get("logger").asString()).isNotEmpty());
      assertThat(process.waitFor(30, SECONDS)).isTrue();
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void systemdHearsHowItIs() throws Exception {
    try (NotifySocket systemd = NotifySocket.in(directory)) {
      Map<String, String> environment = new HashMap<>(systemd.environment());
      environment.put("WATCHDOG_USEC", "2000000");
      Process process = start("text", environment);
      try (BufferedReader out = output(process)) {
        assertThat(systemd.next())
            .as("it serves, without an XMPP server")
            .matches("STATUS=Serving http://127.0.0.1:\\d+/rest, not connected .*");
        assertThat(systemd.next()).isEqualTo("READY=1");
        systemd.await("WATCHDOG=1");

        send("HUP", process);
        systemd.await("RELOADING=1");
        systemd.await("READY=1");

        send("TERM", process);
        systemd.await("STOPPING=1");
        assertThat(out.lines()).last().asString().endsWith(" INFO Lifecycle Stopped");
      } finally {
        process.destroyForcibly();
      }
      assertThat(systemd.rest()).isEmpty();
    }
  }

  private Process start(String format) throws IOException {
    return start(format, Map.of());
  }

  private Process start(String format, Map<String, String> environment) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            Main.class.getName(),
            "run");
    builder.directory(directory.toFile()).redirectError(ProcessBuilder.Redirect.INHERIT);
    builder
        .environment()
        .putAll(
            Map.of(
                "STANZAGATE_COMPONENT_DOMAIN", "rest.example.net",
                "STANZAGATE_COMPONENT_SECRET", "s3cret",
                "STANZAGATE_COMPONENT_PORT", String.valueOf(closedPort()),
                "STANZAGATE_HTTP_LISTEN", "127.0.0.1:0",
                "STANZAGATE_LOG", format));
    builder.environment().putAll(environment);
    Process process = builder.start();
    // A read of its output knows of no timeout.
    CompletableFuture.delayedExecutor(50, SECONDS).execute(process::destroyForcibly);
    return process;
  }

  /** As children of a shell's background jobs do, which they hand on to theirs (POSIX). */
  private static boolean ignoresInterrupts() throws IOException {
    Path status = Path.of("/proc/self/status");
    if (!Files.exists(status)) {
      return false;
    }
    try (Stream<String> lines = Files.lines(status)) {
      return lines
          .filter(line -> line.startsWith("SigIgn:"))
          .map(line -> Long.parseUnsignedLong(line.substring("SigIgn:".length()).strip(), 16))
          .anyMatch(ignored -> (ignored >> (SIGINT - 1) & 1) == 1);
    }
  }

  private static BufferedReader output(Process process) {
    return new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
  }

  private static void send(String signal, Process process) throws Exception {
    Process kill = new ProcessBuilder("kill", "-" + signal, "" + process.pid()).start();
    assertThat(kill.waitFor()).isZero();
  }

  private static int closedPort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
