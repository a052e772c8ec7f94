package org.stanzagate.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A program that a test started, with all it prints kept in a file. It ends with the JVM at the
 * latest.
 */
final class ChildProcess {
  private static final Duration END = Duration.ofSeconds(30);

  private final Process process;
  private final Path log;
  private final Thread reaper;

  private ChildProcess(Process process, Path log) {
    this.process = process;
    this.log = log;
    this.reaper = new Thread(this::killTree, "kill " + process.pid());
  }

  /** Starts it; what it prints is added to the log. */
  static ChildProcess start(Path log, List<String> command) {
    return start(log, Map.of(), command);
  }

  /** Starts it, with environment variables of its own. */
  static ChildProcess start(Path log, Map<String, String> environment, List<String> command) {
    try {
      ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
      builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
      builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
      // What steers the build or its machine is no setting of a gateway.
      builder.environment().keySet().removeIf(name -> name.startsWith("STANZAGATE_"));
      builder.environment().putAll(environment);
      ChildProcess child = new ChildProcess(builder.start(), log);
      Runtime.getRuntime().addShutdownHook(child.reaper);
      return child;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Runs a command to its end; gives what it printed, or fails if it failed. */
  static String run(Duration limit, List<String> command) {
    return run(limit, Map.of(), command);
  }

  static String run(Duration limit, Map<String, String> environment, List<String> command) {
    try {
      Path log = Files.createTempFile("stanzagate-command", ".log");
      try {
        ChildProcess child = start(log, environment, command);
        int exit = child.awaitExit(limit);
        if (exit != 0) {
          throw new IllegalStateException(command + " exits " + exit + ":\n" + child.printed());
        }
        return child.printed();
      } finally {
        Files.deleteIfExists(log);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  long pid() {
    return process.pid();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** All it has printed so far. */
  String printed() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Asks it to end (SIGTERM), without waiting for it. */
  void terminate() {
    process.destroy();
  }

  /** Asks a program to end that it has started. */
  void terminate(String program) {
    process
        .descendants()
        .filter(child -> child.info().command().orElse("").endsWith("/" + program))
        .forEach(ProcessHandle::destroy);
  }

  /** Its exit code; kills it and fails if it doesn't end in time. */
  int awaitExit(Duration limit) {
    try {
      if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        kill();
        throw new IllegalStateException("still running after " + limit + ":\n" + printed());
      }
      Runtime.getRuntime().removeShutdownHook(reaper);
      return process.exitValue();
    } catch (InterruptedException e) {
      kill();
      throw new IllegalStateException("interrupted while waiting for a program to end", e);
    }
  }

  /** Asks it to end, and kills it if it doesn't. */
  void stop() {
    process.destroy();
    try {
      if (!process.waitFor(END.toMillis(), TimeUnit.MILLISECONDS)) {
        kill();
      } else {
        Runtime.getRuntime().removeShutdownHook(reaper);
      }
    } catch (InterruptedException e) {
      kill();
      Thread.currentThread().interrupt();
    }
  }

  /** Ends it and all that it started, at once. */
  void kill() {
    killTree();
    process.onExit().orTimeout(END.toMillis(), TimeUnit.MILLISECONDS).join();
    Runtime.getRuntime().removeShutdownHook(reaper);
  }

  private void killTree() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }
}
