package org.stanzagate.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The XMPP server goes and comes back; the gateway stays, and tells the truth all the while. */
@Tag("slow")
@OnRealServers
class ServerRestartIT {
  private static final Duration CHANGE = Duration.ofSeconds(60);

  private final ExecutorService background = Executors.newCachedThreadPool();
  private final RealServer server;
  private final GatewayProcess gateway;

  ServerRestartIT(RealServer server, GatewayProcess gateway) {
    this.server = server;
    this.gateway = gateway;
  }

  @BeforeEach
  void connected() {
    gateway.awaitReady();
  }

  @AfterEach
  void leaveItRunning() {
    background.shutdownNow();
    if (!server.isRunning()) {
      server.start();
    }
  }

  @Test
  void underLoadEveryAnswerIsTrueAndTheGatewayIsBackByItself() throws Exception {
    try (MessageLoad load = MessageLoad.start(gateway, "romeo@localhost")) {
      try (XmppUser romeo = XmppUser.login(server, "romeo")) {
        assertAllArrive(load.next(50), romeo);
        server.stop();
      }

      awaitReadiness(503);
      assertThat(load.next(20)).extracting(MessageLoad.Outcome::status).containsOnly(503);
      assertThat(gateway.get("/healthz")).isEqualTo(200);

      server.start();
      awaitReadiness(200);
      List<MessageLoad.Outcome> after = load.next(50);
      try (XmppUser romeo = XmppUser.login(server, "romeo")) {
        assertAllArrive(after, romeo);
      }
      assertThat(load.outcomes())
          .allSatisfy(
              outcome -> {
                assertThat(outcome.status()).isIn(202, 503);
                assertThat(outcome.retryAfter().isPresent()).isEqualTo(outcome.status() == 503);
              });
    }
  }

  private static void assertAllArrive(List<MessageLoad.Outcome> outcomes, XmppUser romeo) {
    assertThat(outcomes).extracting(MessageLoad.Outcome::status).containsOnly(202);
    for (MessageLoad.Outcome outcome : outcomes) {
      romeo.message(outcome.id());
    }
  }

  @Test
  void anIqGoesOnWaitingForAnAnswerOverTheNextStream() throws Exception {
    CompletableFuture<HttpResponse<String>> answer;
    try (Peer peer = Peer.connect(server)) {
      answer = CompletableFuture.supplyAsync(() -> ask("patience"), background);
      peer.await(Pattern.compile("\\bid=['\"]patience['\"]"));
      server.stop();
    }
    awaitReadiness(503);
    server.start();
    awaitReadiness(200);
    assertThat(answer).isNotDone();

    try (Peer peer = Peer.connect(server)) {
      peer.send("<iq type='result' id='patience' from='peer.localhost' to='gw.localhost'/>");
      assertThat(answer.get(20, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
    }
  }

  private HttpResponse<String> ask(String id) {
    return gateway.post(
        GatewayProcess.XML,
        "<iq type='get' to='%s' id='%s'><ping xmlns='urn:xmpp:ping'/></iq>"
            .formatted(RealServer.PEER, id));
  }

  @Test
  void aGatewayMayStartBeforeTheServer() throws Exception {
    server.stop();
    GatewaySettings settings = GatewaySettings.second(server);
    try (GatewayProcess early = GatewayProcess.start(settings)) {
      assertThat(early.get("/healthz")).isEqualTo(200);
      assertThat(early.get("/readyz")).isEqualTo(503);
      HttpResponse<String> tooEarly = say(early, "early");
      assertThat(tooEarly.statusCode()).isEqualTo(503);
      assertThat(tooEarly.headers().firstValue("Retry-After").orElseThrow()).matches("\\d+");

      server.start();
      early.awaitReady();
      try (XmppUser romeo = XmppUser.login(server, "romeo")) {
        assertThat(say(early, "in time").statusCode()).isEqualTo(202);
        romeo.message("in time");
        assertThat(romeo.messages())
            .extracting(message -> message.getStanzaId())
            .doesNotContain("early");
      }
    }
  }

  private static HttpResponse<String> say(GatewayProcess gateway, String id) {
    return gateway.post(
        GatewayProcess.XML,
        "<message to='romeo@localhost' type='chat' id='%s'><body>hi</body></message>"
            .formatted(id));
  }

  private void awaitReadiness(int status) {
    Awaitility.await("/readyz says " + status)
        .atMost(CHANGE)
        .until(() -> gateway.get("/readyz") == status);
  }
}
