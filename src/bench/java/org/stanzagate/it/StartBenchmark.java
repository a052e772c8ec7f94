package org.stanzagate.it;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * How long the jar takes from its start until it is ready, beside the smallest program that answers
 * HTTP; and how much memory it has with {@code -Xmx64m}, idle and after much traffic both ways.
 */
public final class StartBenchmark {
  private static final int STARTS = 5;
  private static final int LOADS = 3;
  private static final int CLIENTS = 32;
  private static final Duration IDLE = Duration.ofSeconds(2);
  private static final Duration LOAD = Duration.ofSeconds(20);
  private static final String JAR = Path.of("target", "stanzagate.jar").toString();
  private static final List<String> PLAIN = List.of("-XX:+UseSerialGC", "-Xmx64m");

  /** What docs/admin.md advises for small machines. */
  private static final List<String> SMALL =
      List.of(
          "-XX:+UseSerialGC",
          "-Xmx64m",
          "-Xms8m",
          "-Xmn5m",
          "-XX:MinHeapFreeRatio=5",
          "-XX:MaxHeapFreeRatio=15",
          "-XX:TieredStopAtLevel=1");

  /** Messages to the webhook: in one write, and under way at most. */
  private static final int BATCH = 50;

  private static final int WINDOW = 1_000;
  private static final int CONVERSATIONS = 200;

  private final Jdk jdk;
  private final String name;
  private final List<String> options;

  private StartBenchmark(Jdk jdk, String name, List<String> options) {
    this.jdk = jdk;
    this.name = name;
    this.options = options;
  }

  /** Both starts of one turn. */
  private record Starts(Duration gateway, Duration bare) {
    double ratio() {
      return millis(gateway) / millis(bare);
    }
  }

  /**
   * What came of a load.
   *
   * @param lost messages that were taken and didn't come to the server
   * @param posts to the webhook
   */
  private record Load(
      ProcessStatus idle, ProcessStatus after, Clients.Posted sent, int lost, int posts) {}

  /** Measures with this Java, and with the newest that is installed, and prints the medians. */
  public static void main(String[] args) throws Exception {
    Row.print(measure());
  }

  static List<Row> measure() throws Exception {
    List<Row> rows = new ArrayList<>();
    for (Jdk jdk : Jdk.ownAndNewest()) {
      StartBenchmark plain = new StartBenchmark(jdk, "-Xmx64m", PLAIN);
      rows.addAll(plain.starts());
      rows.addAll(plain.loads());
      rows.addAll(plain.withArchive().starts());
      StartBenchmark small = new StartBenchmark(jdk, "small", SMALL);
      rows.addAll(small.starts());
      rows.addAll(small.loads());
    }
    return rows;
  }

  private String name(String row) {
    return "JDK %d, %s: %s".formatted(jdk.feature(), name, row);
  }

  /** The same from a class data archive, which conf/Dockerfile makes like that. */
  private StartBenchmark withArchive() throws Exception {
    Path archive = Files.createTempDirectory("stanzagate-cds").resolve("stanzagate.jsa");
    new StartBenchmark(jdk, name, plus("-XX:ArchiveClassesAtExit=" + archive)).once();
    return new StartBenchmark(
        jdk, name + " and a class data archive", plus("-XX:SharedArchiveFile=" + archive));
  }

  private List<String> plus(String option) {
    return Stream.concat(options.stream(), Stream.of(option)).toList();
  }

  private static double millis(Duration time) {
    return time.toNanos() / 1e6;
  }

  private List<Row> starts() throws Exception {
    List<Starts> turns = new ArrayList<>();
    for (int i = 0; i < STARTS; i++) {
      turns.add(new Starts(once(), took(bare())));
    }
    return List.of(
        Row.median(name("ready after"), turns, turn -> millis(turn.gateway), "ms"),
        Row.median(name("bare Undertow answers after"), turns, turn -> millis(turn.bare), "ms"),
        Row.median(name("ready, beside bare Undertow"), turns, Starts::ratio, "times"));
  }

  /** Starts and stops the gateway. */
  private Duration once() throws Exception {
    try (Acceptor server = Acceptor.start();
        BareUndertow webhook = BareUndertow.start(0, 204, () -> {})) {
      return took(gateway(Ports.free(), server, webhook));
    }
  }

  private static Duration took(Start start) {
    start.process().stop();
    return start.took();
  }

  /** Undertow as the jar has it, without the rest of that. */
  private Start bare() throws Exception {
    String own =
        Path.of(BareUndertow.class.getProtectionDomain().getCodeSource().getLocation().toURI())
            .toString();
    int port = Ports.free();
    return start(
        port,
        "/",
        "-Dorg.jboss.logging.provider=jdk",
        "-cp",
        JAR + File.pathSeparator + own,
        BareUndertow.class.getName(),
        String.valueOf(port),
        "200");
  }

  private Start gateway(int port, Acceptor server, BareUndertow webhook) throws Exception {
    String yaml =
        GatewaySettings.component("gw.localhost", "benchmark", server.port())
            .withListen("127.0.0.1:" + port)
            .with(
                "callback: { url: 'http://127.0.0.1:%d/', content_type: application/json }"
                    .formatted(webhook.port()))
            .with("metrics: { listen: '127.0.0.1:0' }")
            .toYaml();
    return start(
        port, "/readyz", "-jar", JAR, "run", "--config", GatewayProcess.write(yaml).toString());
  }

  private Start start(int port, String path, String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of(jdk.java()));
    command.addAll(options);
    command.addAll(List.of(arguments));
    return Start.of(command, port, path);
  }

  private List<Row> loads() throws Exception {
    List<Load> turns = new ArrayList<>();
    for (int i = 0; i < LOADS; i++) {
      turns.add(load());
    }
    return List.of(
        Row.median(name("resident, idle"), turns, turn -> turn.idle.residentMib(), "MiB"),
        Row.median(name("resident after load"), turns, turn -> turn.after.residentMib(), "MiB"),
        Row.median(name("most resident"), turns, turn -> turn.after.peakMib(), "MiB"),
        Row.median(name("messages sent"), turns, turn -> rate(turn.sent.answers()), "/s"),
        Row.median(name("webhook posts"), turns, turn -> rate(turn.posts), "/s"),
        Row.sum(name("messages refused"), turns, turn -> turn.sent.refused(), ""),
        Row.sum(name("messages lost"), turns, Load::lost, ""));
  }

  private static double rate(int count) {
    return count / (LOAD.toMillis() / 1e3);
  }

  private Load load() throws Exception {
    Tally tally = new Tally("m");
    Semaphore window = new Semaphore(WINDOW);
    int port = Ports.free();
    try (Acceptor server = Acceptor.start();
        BareUndertow webhook = BareUndertow.start(0, 204, window::release)) {
      server.countInto(tally);
      ChildProcess gateway = gateway(port, server, webhook).process();
      try {
        Thread.sleep(IDLE.toMillis());
        ProcessStatus idle = ProcessStatus.of(gateway.pid());
        FutureTask<Integer> sending = new FutureTask<>(() -> send(server, window));
        new Thread(sending, "to the webhook").start();
        Clients.Posted sent = post(port);
        int posts = sending.get();
        ProcessStatus after = ProcessStatus.of(gateway.pid());
        int lost = sent.answers() - sent.refused() - tally.arrived();
        return new Load(idle, after, sent, lost, posts);
      } finally {
        gateway.stop();
      }
    }
  }

  private static Clients.Posted post(int port) throws IOException {
    try (Clients clients = new Clients(port, CLIENTS)) {
      return clients.post(LOAD, StartBenchmark::json, 202);
    }
  }

  private static String json(int number) {
    return "{\"kind\":\"message\",\"to\":\"peer.localhost\",\"id\":\"m-%d\",\"body\":\"Wherefore art thou, Romeo?\"}"
        .formatted(number);
  }

  /** Sends what the webhook takes in that time, and gives how much it was. */
  private static int send(Acceptor server, Semaphore window)
      throws IOException, InterruptedException {
    long end = System.nanoTime() + LOAD.toNanos();
    int sent = 0;
    while (System.nanoTime() < end) {
      await(window, BATCH);
      StringBuilder batch = new StringBuilder();
      for (int i = 0; i < BATCH; i++) {
        batch
            .append("<message type='chat' to='bot@gw.localhost' id='w-")
            .append(sent)
            .append("' from='user")
            .append(sent % CONVERSATIONS)
            .append("@example.net/phone'><body>Wherefore art thou, Romeo?</body></message>");
        sent++;
      }
      server.write(batch.toString().getBytes(US_ASCII));
    }
    await(window, WINDOW);
    return sent;
  }

  private static void await(Semaphore window, int permits)
      throws IOException, InterruptedException {
    if (!window.tryAcquire(permits, 30, TimeUnit.SECONDS)) {
      throw new IOException("the webhook got nothing for 30 s, or not all");
    }
  }
}
