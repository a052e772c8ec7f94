package org.stanzagate.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/**
 * A program of {@code examples/}, with what it needs installed where that can be done; on a port
 * that it has again after each stop.
 */
final class Example implements AutoCloseable {
  /** Of those that check signatures. */
  static final String SECRET = "whsec_c3RhbnphZ2F0ZSBhbmQgaXRzIGV4YW1wbGVz";

  private static final Pattern CALLBACK =
      Pattern.compile("(?m)^(?:#|//) In stanzagate\\.yml: +callback: (\\{.*})$");
  private static final Duration START = Duration.ofSeconds(30);

  private final String script;
  private final Map<String, String> environment;
  private final List<String> command;
  private final int port = Ports.free();
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private ChildProcess process;

  private Example(String script, Map<String, String> environment, String... arguments) {
    this.script = script;
    this.environment = new HashMap<>(environment);
    this.environment.put("PORT", String.valueOf(port));
    this.command = command(script, arguments);
    this.process = run();
  }

  /** Runs one that listens to nobody. */
  static Example run(String script, Map<String, String> environment, String... arguments) {
    return new Example(script, environment, arguments);
  }

  /** Runs one, and waits until it listens. */
  static Example start(String script, Map<String, String> environment, String... arguments) {
    Example example = new Example(script, environment, arguments);
    example.awaitListening();
    return example;
  }

  /** Runs an echo bot, and waits until it listens. */
  static Example start(String script) {
    return start(script, Map.of("SECRET", SECRET));
  }

  /** The command that runs one, or the test is left out. */
  static List<String> command(String script, String... arguments) {
    return Stream.concat(
            Stream.of(interpreter(script).toString(), "examples/" + script), Stream.of(arguments))
        .toList();
  }

  private static Path interpreter(String script) {
    String language = script.substring(script.lastIndexOf('.') + 1);
    return switch (language) {
      case "py" -> script.contains("flask") ? pythonWithFlask() : python();
      case "mjs" -> {
        ServerPackages.provide("nodejs", "node").orSkip();
        yield ServerPackages.path("node");
      }
      case "sh" -> {
        ServerPackages.provide("curl", "curl").orSkip();
        if (script.equals("pullbot.sh")) {
          ServerPackages.provide("jq", "jq").orSkip();
        }
        yield ServerPackages.path("bash");
      }
      default -> throw new IllegalArgumentException("what runs " + script + "?");
    };
  }

  /** Debian's own where there is one, for that is the one that its packages are for. */
  private static Path python() {
    ServerPackages.provide("python3", "python3").orSkip();
    Path debians = Path.of("/usr/bin/python3");
    return Files.isExecutable(debians) ? debians : ServerPackages.path("python3");
  }

  private static Path pythonWithFlask() {
    Path python = python();
    ServerPackages.provide(
            "python3-flask", "no Flask for " + python, () -> hasFlask(python), Optional::empty)
        .orSkip();
    return python;
  }

  private static boolean hasFlask(Path python) {
    ChildProcess trial =
        ChildProcess.start(
            FailureLogs.file("flask"), List.of(python.toString(), "-c", "import flask"));
    return trial.awaitExit(START) == 0;
  }

  private ChildProcess run() {
    return ChildProcess.start(FailureLogs.file(script), environment, command);
  }

  private void awaitListening() {
    Awaitility.await(script + " listens").atMost(START).until(this::listens);
  }

  private boolean listens() {
    if (!process.isAlive()) {
      throw new IllegalStateException(script + " ended at once:\n" + printed());
    }
    return Ports.answers(port);
  }

  /** Runs it again after a {@link #stop}. */
  void restart() {
    process = run();
    awaitListening();
  }

  void stop() {
    process.stop();
  }

  /** Asks it to end; gives its exit code. */
  int end() {
    process.terminate();
    return process.awaitExit(START);
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** All it has printed since it was started last. */
  String printed() {
    return process.printed();
  }

  /** Posts JSON to one that listens. */
  CompletableFuture<HttpResponse<String>> post(String body, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(url()))
            .timeout(START)
            .setHeader("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body));
    for (int i = 0; i < headers.length; i += 2) {
      request.setHeader(headers[i], headers[i + 1]);
    }
    return client.sendAsync(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  String url() {
    return "http://127.0.0.1:" + port + "/";
  }

  /** What its header says that {@code stanzagate.yml} needs, for this port and that address. */
  String callback(String to) {
    try {
      Matcher line = CALLBACK.matcher(Files.readString(Path.of("examples", script)));
      if (!line.find()) {
        throw new IllegalStateException(script + " doesn't say what stanzagate.yml needs");
      }
      String callback = line.group(1).replaceFirst("to: \\[[^]]*], ", "");
      return callback
          .replace("{ ", "{ to: [ " + to + " ], ")
          .replace("http://127.0.0.1:5000/", url())
          .replace("whsec_…", SECRET);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    stop();
  }
}
