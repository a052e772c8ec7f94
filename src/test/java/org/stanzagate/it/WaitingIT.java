package org.stanzagate.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.stanzagate.sandbox.SandboxServer;
import org.stanzagate.stanza.Jids;
import org.stanzagate.stanza.Stanza;

/** Ten thousand iqs wait for their answers at once, in little memory and few threads. */
@Tag("slow")
@ExtendWith(FailureLogs.class)
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class WaitingIT {
  private static final int MANY = 10_000;
  private static final int ANSWERED = 9_000;
  private static final int LEAVING = 1_000;
  private static final Duration ARRIVAL = Duration.ofSeconds(60);
  private static final Pattern THREADS = Pattern.compile("(?m)^Threads:\\s+(\\d+)$");

  private final Queue<Stanza> waiting = new ConcurrentLinkedQueue<>();

  @Test
  void tenThousandRequestsWaitInLittleMemoryAndFewThreads() throws Exception {
    Assumptions.assumeTrue(OpenFiles.mayBe(MANY), "too few open files are allowed here");
    try (SandboxServer server =
            SandboxServer.start(Jids.parse(RealServer.GATEWAY), RealServer.SECRET, 0, this::keep);
        GatewayProcess gateway =
            GatewayProcess.ready(
                GatewaySettings.component(RealServer.GATEWAY, RealServer.SECRET, server.port()),
                "-Xmx256m");
        HttpSwarm swarm = new HttpSwarm(gateway.base())) {
      for (int i = 0; i < MANY; i++) {
        swarm.post(silence(i), i < ANSWERED ? 300 : 15);
      }
      Awaitility.await("all are waiting").atMost(ARRIVAL).until(() -> waiting.size() == MANY);
      assertThat(threads(gateway)).isLessThan(100);
      assertThat(swarm.answers()).isEmpty();

      // One more is one too many, and is told so.
      HttpResponse<String> oneMore = gateway.post(GatewayProcess.XML, silence(MANY));
      assertThat(oneMore.statusCode()).isEqualTo(503);
      assertThat(oneMore.headers().firstValue("Retry-After")).isPresent();

      // Who leaves makes room for another.
      swarm.leave(LEAVING);
      int refused = letOthersIn(swarm);
      assertThat(gateway.get("/healthz")).isEqualTo(503);

      answerTheFirst(server);
      int answered = ANSWERED - LEAVING;
      List<HttpSwarm.Answer> results = swarm.awaitAnswers(answered + refused, ARRIVAL);
      assertThat(results.subList(0, answered))
          .extracting(HttpSwarm.Answer::status)
          .containsOnly(200);
      assertThat(results.get(answered - 1).body()).contains("type='result'", "id='w8999'");

      List<HttpSwarm.Answer> all = swarm.awaitAnswers(MANY + refused, ARRIVAL);
      assertThat(all.subList(answered, all.size()))
          .filteredOn(answer -> answer.status() == 504)
          .hasSize(MANY - answered);
      assertThat(gateway.post(GatewayProcess.XML, ping()).statusCode()).isEqualTo(200);
      assertThat(threads(gateway)).isLessThan(100);
    }
  }

  /**
   * Posts until as many more are waiting as have left, and gives how many were told that there is
   * no room: places get free one by one.
   */
  private int letOthersIn(HttpSwarm swarm) throws Exception {
    AtomicInteger posted = new AtomicInteger();
    Awaitility.await("as many others are waiting")
        .atMost(ARRIVAL)
        .until(
            () -> {
              int refused = swarm.read().size();
              while (posted.get() - refused < LEAVING) {
                swarm.post(silence(MANY + posted.getAndIncrement()), 15);
              }
              return waiting.size() == MANY + LEAVING;
            });
    assertThat(swarm.answers()).extracting(HttpSwarm.Answer::status).isSubsetOf(503);
    return swarm.answers().size();
  }

  /** The observer of the server; keepalives of the gateway are not for us. */
  private void keep(Stanza stanza) {
    if (stanza.to().toString().equals("silent@sandbox")) {
      waiting.add(stanza);
    }
  }

  private static String silence(int number) {
    return "<iq type='get' to='silent@sandbox' id='w%d'><query xmlns='jabber:iq:version'/></iq>"
        .formatted(number);
  }

  private static String ping() {
    return "<iq type='get' to='sandbox' id='p'><ping xmlns='urn:xmpp:ping'/></iq>";
  }

  private void answerTheFirst(SandboxServer server) throws Exception {
    List<Stanza> questions = new ArrayList<>(waiting);
    for (Stanza question : questions) {
      int number = Integer.parseInt(String.valueOf(question.id()).substring(1));
      if (number < ANSWERED) {
        assertThat(server.inject(question.reply("result"))).isTrue();
      }
    }
  }

  private static int threads(GatewayProcess gateway) throws Exception {
    return Integer.parseInt(
        read(Path.of("/proc", Long.toString(gateway.pid()), "status"), THREADS).group(1));
  }

  private static MatchResult read(Path file, Pattern pattern) throws Exception {
    return pattern.matcher(Files.readString(file)).results().findFirst().orElseThrow();
  }
}
