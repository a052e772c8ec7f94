package org.stanzagate.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * HTTP load by wrk, from one thread on some connections: each posts its next stanza once its last
 * one is answered.
 */
final class Wrk {
  private static final int CONNECTIONS = 32;
  private static final Path SCRIPT = Path.of("src", "bench", "wrk", "stanzas.lua");
  private static final Duration MORE = Duration.ofSeconds(30);
  private static final Pattern RESULT =
      Pattern.compile("RESULT requests=(\\d+) micros=(\\d+) failed=(\\d+) p50=(\\d+) p99=(\\d+)");

  private final URI url;
  private final List<String> headers;
  private final String body;

  /**
   * @param body with {@code @ID@} in the place of the stanza's id
   */
  Wrk(URI url, String body, String... headers) {
    this.url = url;
    this.headers = List.of(headers);
    this.body = body;
  }

  /** The same load for somebody else. */
  Wrk to(int port) {
    return new Wrk(
        URI.create("http://127.0.0.1:" + port + "/rest"), body, headers.toArray(String[]::new));
  }

  /** What came of it; latencies in microseconds. */
  record Load(int requests, double rate, int failed, long p50, long p99) {
    static final Load NONE = new Load(0, 0, 0, 0, 0);
  }

  /** Posts messages; what counts is how fast they arrive, wherever they are counted. */
  Contest.Side sending(Consumer<Tally> counter) {
    return name -> {
      Tally tally = new Tally(name);
      counter.accept(tally);
      long start = System.nanoTime();
      Load load = run(name, CONNECTIONS, Contest.TIME);
      int accepted = load.requests() - load.failed();
      tally.awaitArrived(accepted, Flood.LAST_ONES);
      // The order between connections is nobody's.
      return Turn.of(load, tally.rateSince(start), tally, accepted).inAnyOrder();
    };
  }

  /** Posts what is answered; what counts is how fast it is. */
  Contest.Side asking() {
    return asking(CONNECTIONS);
  }

  Contest.Side asking(int connections) {
    return name -> {
      Load load = run(name, connections, Contest.TIME);
      return Turn.of(load, load.rate(), new Tally(name), 0);
    };
  }

  /** Posts for a time; the ids begin with that name. */
  Load run(String name, int connections, Duration time) {
    try {
      Path file = Files.createTempFile("stanza", ".txt");
      try {
        Files.writeString(file, body);
        return result(ChildProcess.run(time.plus(MORE), command(file, name, connections, time)));
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<String> command(Path file, String name, int connections, Duration time) {
    List<String> command = new ArrayList<>();
    command.add(ServerPackages.path("wrk").toString());
    command.addAll(List.of("-t1", "-c" + connections, "-d" + time.toSeconds() + "s"));
    command.addAll(List.of("--timeout", "10s", "-s", SCRIPT.toString()));
    headers.forEach(header -> command.addAll(List.of("-H", header)));
    command.addAll(List.of(url.toString(), "--", file.toString(), name));
    return command;
  }

  private static Load result(String printed) {
    Matcher line = RESULT.matcher(printed);
    if (!line.find()) {
      throw new IllegalStateException("wrk says no result:\n" + printed);
    }
    int requests = Integer.parseInt(line.group(1));
    return new Load(
        requests,
        requests * 1e6 / Long.parseLong(line.group(2)),
        Integer.parseInt(line.group(3)),
        Long.parseLong(line.group(4)),
        Long.parseLong(line.group(5)));
  }
}
