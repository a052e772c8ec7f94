package org.stanzagate.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Clients that write a byte now and then, read nothing, or only sit there: thousands of them. */
@Tag("slow")
@OnRestBench
class SlowClientIT {
  private static final int IDLE = 10_000;
  private static final int DRIP_MILLIS = 500;

  /** Longer than the 30 s after which what trickles is cut. */
  private static final int PATIENCE_MILLIS = 50_000;

  private final RestBench bench;
  private final ExecutorService readers = Executors.newCachedThreadPool();
  private final ScheduledExecutorService drips = Executors.newSingleThreadScheduledExecutor();

  SlowClientIT(RestBench bench) {
    this.bench = bench;
  }

  @AfterAll
  void stop() {
    readers.shutdownNow();
    drips.shutdownNow();
  }

  /**
   * A request that never comes to its end.
   *
   * @param drip what is written again and again
   * @param statuses of the answers before the end
   */
  private record Trickle(String name, String start, String drip, List<Integer> statuses) {}

  private static List<Trickle> trickles() {
    String length = "Content-Length: 100000";
    String chunked = "Transfer-Encoding: chunked";
    String health = RawRequest.get("/healthz").head();
    return List.of(
        new Trickle("a request line", "GET /heal", "x", List.of()),
        new Trickle(
            "headers", "GET /healthz HTTP/1.1\r\nHost: localhost\r\n", "X: y\r\n", List.of()),
        new Trickle("a header", "GET /healthz HTTP/1.1\r\nHost: localhost\r\nX: y", "y", List.of()),
        new Trickle("the second head", health + "GET /h", "x", List.of(200)),
        new Trickle("XML", RawRequest.xml("").with(length).head(), "<", List.of(408)),
        new Trickle("JSON", RawRequest.json("").with(length).head(), " ", List.of(408)),
        new Trickle(
            "a stalled body", RawRequest.json("").with(length).head() + "{", "", List.of(408)),
        new Trickle("chunks", RawRequest.xml("").with(chunked).head(), "1\r\n<\r\n", List.of(408)),
        new Trickle(
            "a chunk's size", RawRequest.xml("").with(chunked).head() + "5", "", List.of(408)),
        new Trickle(
            "an extension", RawRequest.xml("").with(chunked).head() + "5;", "x", List.of(408)),
        new Trickle(
            "trailers", RawRequest.xml("").with(chunked).head() + "0\r\nX: ", "x", List.of(408)),
        new Trickle(
            "the second body",
            health + RawRequest.xml("").with(length).head(),
            "<",
            List.of(200, 408)),
        new Trickle(
            "a body of a wrong type",
            RawRequest.post("text/html", "").with(length).head(),
            "<",
            List.of(415)),
        new Trickle(
            "without credentials",
            RawRequest.xml("").without("Authorization").with(length).head(),
            "<",
            List.of(401)),
        new Trickle(
            "to nobody",
            RawRequest.postTo("/nowhere", "x/y", "").with(length).head(),
            "<",
            List.of(404)));
  }

  /** All at once, since each takes half a minute. */
  @Test
  void whatTricklesIsCutAndTheOthersAreServedMeanwhile() throws Exception {
    List<Trickle> trickles = trickles();
    List<Future<List<RawAnswer>>> ends = new ArrayList<>();
    List<AutoCloseable> open = new ArrayList<>();
    assertThat(
            bench.sentWhile(
                () -> {
                  for (Trickle trickle : trickles) {
                    RawConnection connection = bench.connect().patience(PATIENCE_MILLIS);
                    open.add(connection);
                    connection.send(trickle.start());
                    drip(connection, trickle.drip());
                    ends.add(readers.submit(connection::answersUntilClosed));
                  }
                  open.addAll(slowReaders(20));
                  open.addAll(idleConnections());
                  bench.assertLives();
                }))
        .isEmpty();

    for (int i = 0; i < trickles.size(); i++) {
      List<RawAnswer> answers = ends.get(i).get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
      assertThat(answers)
          .as(trickles.get(i).name())
          .extracting(RawAnswer::status)
          .isEqualTo(trickles.get(i).statuses());
      assertTypeOfLast(answers);
    }
    bench.assertLives();
    for (AutoCloseable connection : open) {
      connection.close();
    }
    bench.assertLives();
  }

  private static void assertTypeOfLast(List<RawAnswer> answers) {
    if (!answers.isEmpty() && answers.get(answers.size() - 1).status() == 408) {
      RawAnswer last = answers.get(answers.size() - 1);
      assertThat(last.fault().condition()).isNotBlank();
      assertThat(last.fault().text()).contains("30 s");
    }
  }

  private void drip(RawConnection connection, String drip) {
    var unused =
        drips.scheduleWithFixedDelay(
            () -> {
              try {
                connection.send(drip);
              } catch (IOException cut) {
                throw new UncheckedIOException("that is the end of it", cut);
              }
            },
            DRIP_MILLIS,
            DRIP_MILLIS,
            TimeUnit.MILLISECONDS);
  }

  /** Each asks for megabytes, and reads nothing. */
  private List<RawConnection> slowReaders(int count) throws IOException {
    String much = RawRequest.get("/openapi.yaml").head().repeat(100);
    List<RawConnection> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      all.add(RawConnection.openNarrow(bench.gateway().base()).send(much));
    }
    return all;
  }

  private List<Socket> idleConnections() throws IOException {
    InetSocketAddress address =
        new InetSocketAddress(bench.gateway().base().getHost(), bench.gateway().base().getPort());
    List<Socket> all = new ArrayList<>();
    if (OpenFiles.mayBe(IDLE)) {
      for (int i = 0; i < IDLE; i++) {
        Socket socket = new Socket();
        all.add(socket);
        socket.connect(address, (int) Duration.ofSeconds(20).toMillis());
      }
    }
    return all;
  }
}
