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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** The jar as its users have it: a process of its own, a configuration file, and HTTP. */
final class GatewayProcess implements AutoCloseable {
  static final String XML = "application/xmpp+xml";
  static final String JSON = "application/json";

  static final Path JAR = Path.of("target", "stanzagate.jar");

  /** The best compiler costs more than it gives in a life of seconds. */
  private static final List<String> SHORT_LIFE = List.of("-XX:TieredStopAtLevel=1");

  private static final Duration START = Duration.ofSeconds(60);
  private static final Duration END = Duration.ofSeconds(40);
  private static final Duration ANSWER = Duration.ofSeconds(60);
  private static final Pattern LISTENING =
      Pattern.compile("https?://(127\\.0\\.0\\.1|\\[::1\\]|\\[0:0:0:0:0:0:0:1\\]):(\\d+)");

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final ChildProcess process;
  private @Nullable URI base;

  private GatewayProcess(ChildProcess process) {
    this.process = process;
  }

  /** Runs the jar with these arguments. */
  static GatewayProcess launch(String... arguments) {
    return launch(Map.of(), List.of(), arguments);
  }

  static GatewayProcess launch(
      Map<String, String> environment, List<String> jvmOptions, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(SHORT_LIFE);
    command.addAll(jvmOptions);
    command.addAll(List.of("-jar", JAR.toString()));
    command.addAll(List.of(arguments));
    return new GatewayProcess(
        ChildProcess.start(FailureLogs.file("gateway"), environment, command));
  }

  /** Runs a gateway, and waits until its HTTP side is up. */
  static GatewayProcess start(GatewaySettings settings, String... jvmOptions) {
    GatewayProcess gateway =
        launch(
            Map.of(), List.of(jvmOptions), "run", "--config", write(settings.toYaml()).toString());
    gateway.awaitListening();
    return gateway;
  }

  /** Runs a gateway, and waits until it is connected to the XMPP server too. */
  static GatewayProcess ready(GatewaySettings settings, String... jvmOptions) {
    GatewayProcess gateway = start(settings, jvmOptions);
    gateway.awaitReady();
    return gateway;
  }

  /** The same, with a whole configuration file. */
  static GatewayProcess ready(String yaml, String... jvmOptions) {
    GatewayProcess gateway =
        launch(Map.of(), List.of(jvmOptions), "run", "--config", write(yaml).toString());
    gateway.awaitListening();
    gateway.awaitReady();
    return gateway;
  }

  /** Writes a configuration file, beside the logs. */
  static Path write(String yaml) {
    try {
      Path file = FailureLogs.file("config").toAbsolutePath();
      return Files.writeString(file, yaml);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits until it says where it listens. */
  void awaitListening() {
    MatchResult address = awaitLog(LISTENING);
    base = URI.create(address.group());
  }

  /** Waits until its stream to the XMPP server is up. */
  void awaitReady() {
    Awaitility.await("/readyz says 200").atMost(START).until(() -> get("/readyz") == 200);
  }

  /** Waits until it says something. */
  MatchResult awaitLog(Pattern pattern) {
    return Awaitility.await("the log says " + pattern)
        .atMost(START)
        .until(() -> inLog(pattern), Optional::isPresent)
        .orElseThrow();
  }

  private Optional<MatchResult> inLog(Pattern pattern) {
    boolean ended = !process.isAlive();
    String printed = process.printed();
    Optional<MatchResult> found = pattern.matcher(printed).results().findFirst();
    if (found.isEmpty() && ended) {
      throw new IllegalStateException("it ended, and printed only:\n" + printed);
    }
    return found;
  }

  URI base() {
    if (base == null) {
      throw new IllegalStateException("the gateway's address isn't known yet");
    }
    return base;
  }

  /** The status of a GET. */
  int get(String path) {
    return send(HttpRequest.newBuilder(base().resolve(path)).GET()).statusCode();
  }

  /** Posts a stanza to {@code /rest}, with the right token. */
  HttpResponse<String> post(String type, String body, String... headers) {
    List<String> all = new ArrayList<>(List.of("Content-Type", type));
    all.addAll(List.of("Authorization", "Bearer " + GatewaySettings.TOKEN));
    all.addAll(List.of(headers));
    return send(
        HttpRequest.newBuilder(base().resolve("/rest"))
            .headers(all.toArray(String[]::new))
            .POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  /** Sends any request. */
  HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      return client.send(request.timeout(ANSWER).build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException("interrupted while waiting for an answer", e);
    }
  }

  /** All it has printed so far. */
  String printed() {
    return process.printed();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  long pid() {
    return process.pid();
  }

  /** Sends SIGTERM. */
  void terminate() {
    process.terminate();
  }

  /** Ends it at once, as kill -9 does. */
  void kill() {
    process.kill();
  }

  /** Sends SIGHUP. */
  void hangUp() {
    ChildProcess.run(END, List.of("kill", "-HUP", String.valueOf(pid())));
  }

  int awaitExit() {
    return process.awaitExit(END);
  }

  @Override
  public void close() {
    process.stop();
  }
}
