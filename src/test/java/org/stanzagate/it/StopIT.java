package org.stanzagate.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.stanzagate.sandbox.SandboxServer;
import org.stanzagate.stanza.Jids;
import org.stanzagate.stanza.Stanza;

/** SIGTERM: no new requests, an answer for those that wait, and exit code 0. */
@Tag("jdk")
@ExtendWith(FailureLogs.class)
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class StopIT {
  private final Queue<Stanza> received = new ConcurrentLinkedQueue<>();
  private final ExecutorService background = Executors.newCachedThreadPool();
  private SandboxServer server;

  @BeforeEach
  void start() throws Exception {
    server =
        SandboxServer.start(Jids.parse(RealServer.GATEWAY), RealServer.SECRET, 0, received::add);
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
    background.shutdownNow();
  }

  private GatewaySettings settings() {
    return GatewaySettings.component(RealServer.GATEWAY, RealServer.SECRET, server.port());
  }

  private CompletableFuture<HttpResponse<String>> askSilence(GatewayProcess gateway, int seconds) {
    CompletableFuture<HttpResponse<String>> answer =
        CompletableFuture.supplyAsync(
            () ->
                gateway.post(
                    GatewayProcess.XML,
                    "<iq type='get' to='silent@sandbox' id='s1'><ping xmlns='urn:xmpp:ping'/></iq>",
                    "Prefer",
                    "wait=" + seconds),
            background);
    Awaitility.await("it waits")
        .until(() -> received.stream().anyMatch(stanza -> "s1".equals(stanza.id())));
    return answer;
  }

  @Test
  void anIdleGatewayEndsWithCodeZero() {
    try (GatewayProcess gateway = GatewayProcess.ready(settings())) {
      gateway.terminate();

      assertThat(gateway.awaitExit()).isZero();
      Awaitility.await("it left the server").until(() -> !server.isConnected());
      assertThat(gateway.printed()).doesNotContain("Exception", "ERROR");
    }
  }

  @Test
  void aGatewayWithoutItsServerEndsWithCodeZero() throws Exception {
    server.close();
    try (GatewayProcess gateway = GatewayProcess.start(settings())) {
      gateway.terminate();

      assertThat(gateway.awaitExit()).isZero();
    }
  }

  @Test
  void whatWaitsGetsItsAnswerAndNothingNewIsTaken() throws Exception {
    try (GatewayProcess gateway = GatewayProcess.ready(settings())) {
      CompletableFuture<HttpResponse<String>> answer = askSilence(gateway, 60);
      gateway.terminate();
      Awaitility.await("new requests are turned away").until(() -> turnsAway(gateway));
      assertThat(answer).isNotDone();

      Stanza question =
          received.stream().filter(stanza -> "s1".equals(stanza.id())).findFirst().orElseThrow();
      assertThat(server.inject(question.reply("result"))).isTrue();

      HttpResponse<String> result = answer.get(10, TimeUnit.SECONDS);
      assertThat(result.statusCode()).isEqualTo(200);
      assertThat(result.body()).contains("type='result'");
      assertThat(gateway.awaitExit()).isZero();
    }
  }

  private static boolean turnsAway(GatewayProcess gateway) {
    try {
      return gateway
              .post(GatewayProcess.XML, "<message to='echo@sandbox'><body>late</body></message>")
              .statusCode()
          == 503;
    } catch (UncheckedIOException refused) {
      return true;
    }
  }

  @Test
  void whatWaitsTooLongIsTold() throws Exception {
    try (GatewayProcess gateway = GatewayProcess.ready(settings())) {
      CompletableFuture<HttpResponse<String>> answer = askSilence(gateway, 300);
      gateway.terminate();

      assertThat(answer.get(30, TimeUnit.SECONDS).statusCode()).isIn(503, 504);
      assertThat(gateway.awaitExit()).isZero();
    }
  }

  @Test
  void whatWasAcceptedIsWritten() throws Exception {
    try (GatewayProcess gateway = GatewayProcess.ready(settings())) {
      for (int i = 0; i < 100; i++) {
        String message =
            "<message to='silent@sandbox' id='m%d'><body>%d</body></message>".formatted(i, i);
        assertThat(gateway.post(GatewayProcess.XML, message).statusCode()).isEqualTo(202);
      }
      gateway.terminate();

      assertThat(gateway.awaitExit()).isZero();
      Awaitility.await("all have arrived")
          .atMost(Duration.ofSeconds(20))
          .until(() -> received.stream().filter(StopIT::isMessage).count() == 100);
    }
  }

  private static boolean isMessage(Stanza stanza) {
    return String.valueOf(stanza.id()).startsWith("m");
  }
}
