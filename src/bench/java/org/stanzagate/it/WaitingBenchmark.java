package org.stanzagate.it;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * What 10,000 iqs cost that wait for their answers at once, each on an HTTP connection of its own,
 * and how long after these have come the last one is out.
 */
public final class WaitingBenchmark {
  private static final int MANY = 10_000;
  private static final int TURNS = 3;
  private static final int WARM_CLIENTS = 32;
  private static final Duration WARM_UP = Duration.ofSeconds(6);
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration LOOK = Duration.ofMillis(10);

  private WaitingBenchmark() {}

  /**
   * What the gateway has after a full collection.
   *
   * @param live the heap's bytes in use
   */
  private record Memory(long live, ProcessStatus status) {
    private static final Pattern TOTAL = Pattern.compile("(?m)^Total +\\d+ +(\\d+)");

    static Memory of(GatewayProcess gateway) throws IOException {
      String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
      String pid = String.valueOf(gateway.pid());
      MatchResult total =
          TOTAL
              .matcher(ChildProcess.run(PATIENCE, List.of(jcmd, pid, "GC.class_histogram")))
              .results()
              .findFirst()
              .orElseThrow();
      return new Memory(Long.parseLong(total.group(1)), ProcessStatus.of(gateway.pid()));
    }
  }

  /**
   * What came of a turn.
   *
   * @param writing how long it took the server to write all answers
   * @param last when the last answer to a client was read, since that began
   * @param failed answers other than 200, or none
   */
  private record Turn(Memory before, Memory waiting, Duration writing, Duration last, int failed) {
    double residentEach() {
      return (waiting.status.residentMib() - before.status.residentMib()) * 1024 / MANY;
    }

    double liveEach() {
      return (waiting.live - before.live) / 1024.0 / MANY;
    }
  }

  /** Measures, and prints the medians. */
  public static void main(String[] args) throws Exception {
    Row.print(measure());
  }

  /** Three turns, each with a gateway of its own. */
  static List<Row> measure() throws Exception {
    if (!OpenFiles.mayBe(MANY)) {
      throw new IllegalStateException(
          "too few open files are allowed: ulimit -n %d, as root if need be".formatted(2 * MANY));
    }
    List<Turn> turns = new ArrayList<>();
    for (int i = 0; i < TURNS; i++) {
      turns.add(turn());
    }
    return List.of(
        Row.median(
            "waiting: resident before", turns, turn -> turn.before.status.residentMib(), "MiB"),
        Row.median(
            "waiting: resident with all", turns, turn -> turn.waiting.status.residentMib(), "MiB"),
        Row.median("waiting: resident for each", turns, Turn::residentEach, "KiB"),
        Row.median("waiting: live heap for each", turns, Turn::liveEach, "KiB"),
        Row.median("waiting: threads before", turns, turn -> turn.before.status.threads(), ""),
        Row.median("waiting: threads with all", turns, turn -> turn.waiting.status.threads(), ""),
        Row.median(
            "waiting: server writes all answers in", turns, turn -> millis(turn.writing), "ms"),
        Row.median("waiting: last answer read after", turns, turn -> millis(turn.last), "ms"),
        Row.median("waiting: answers", turns, turn -> MANY * 1e3 / millis(turn.last), "/s"),
        Row.sum("waiting: not answered with 200", turns, Turn::failed, "of " + TURNS * MANY));
  }

  private static double millis(Duration time) {
    return time.toNanos() / 1e6;
  }

  private static Turn turn() throws Exception {
    try (Acceptor server = Acceptor.start();
        GatewayProcess gateway =
            MeasuredGateway.ready(
                GatewaySettings.component("gw.localhost", "benchmark", server.port()))) {
      int port = gateway.base().getPort();
      try (Clients clients = new Clients(port, WARM_CLIENTS)) {
        clients.post(WARM_UP, WaitingBenchmark::iq, 200);
      }
      Memory before = Memory.of(gateway);
      server.holdIqs();
      try (Clients clients = new Clients(port, MANY)) {
        int number = 0;
        for (Clients.Client client : clients.all()) {
          client.post(iq(number++));
        }
        awaitAll(server);
        return answer(server, clients, before, Memory.of(gateway));
      }
    }
  }

  private static String iq(int number) {
    return "{\"kind\":\"iq\",\"type\":\"get\",\"to\":\"peer.localhost\",\"id\":\"w-%d\",\"ping\":true}"
        .formatted(number);
  }

  private static void awaitAll(Acceptor server) throws IOException, InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (server.held() < MANY) {
      if (System.nanoTime() > end) {
        throw new IOException("only %d of %d iqs came".formatted(server.held(), MANY));
      }
      Thread.sleep(LOOK.toMillis());
    }
  }

  private static Turn answer(Acceptor server, Clients clients, Memory before, Memory waiting)
      throws Exception {
    long start = System.nanoTime();
    FutureTask<Long> writing =
        new FutureTask<>(
            () -> {
              server.answerAll();
              return System.nanoTime();
            });
    new Thread(writing, "answers").start();
    long last = start;
    int answered = 0;
    int good = 0;
    while (answered < MANY && System.nanoTime() - start < PATIENCE.toNanos()) {
      for (Clients.Client client : clients.read(LOOK)) {
        last = System.nanoTime();
        answered++;
        good += client.status() == 200 ? 1 : 0;
      }
    }
    return new Turn(
        before,
        waiting,
        Duration.ofNanos(writing.get() - start),
        Duration.ofNanos(last - start),
        MANY - good);
  }
}
