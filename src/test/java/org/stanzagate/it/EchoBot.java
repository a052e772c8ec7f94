package org.stanzagate.it;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;

/** An echo bot of {@code examples/}, on a port that it has again after each stop. */
final class EchoBot implements AutoCloseable {
  private static final String PYTHON = "python3";
  private static final Duration START = Duration.ofSeconds(30);

  private final String script;
  private final int port = Ports.free();
  private ChildProcess process;

  private EchoBot(String script) {
    this.script = script;
    this.process = run();
  }

  /** Runs a script, and waits until it listens. */
  static EchoBot start(String script) {
    Assumptions.assumeTrue(ServerPackages.find(PYTHON).isPresent(), "no " + PYTHON + " here");
    EchoBot bot = new EchoBot(script);
    bot.awaitListening();
    return bot;
  }

  private ChildProcess run() {
    return ChildProcess.start(
        FailureLogs.file("echobot"),
        Map.of("PORT", String.valueOf(port)),
        List.of(PYTHON, "examples/" + script));
  }

  private void awaitListening() {
    Awaitility.await(script + " listens")
        .atMost(START)
        .until(() -> process.printed().contains(":" + port + "/"));
  }

  /** Runs it again after a {@link #stop}. */
  void restart() {
    process = run();
    awaitListening();
  }

  void stop() {
    process.stop();
  }

  /** The line for it in {@code stanzagate.yml}, as the script itself prints it. */
  String callback() {
    return "callback: { url: \"http://127.0.0.1:" + port + "/\" }";
  }

  @Override
  public void close() {
    stop();
  }
}
