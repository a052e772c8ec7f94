package org.stanzagate.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.stanzagate.xml.Element;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a gateway with real traffic tells of itself: numbers, what waits, and a line a request. */
@ExtendWith(FailureLogs.class)
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class MetricsIT {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final Pattern METRICS =
      Pattern.compile("metrics at (http://127\\.0\\.0\\.1:\\d+)");
  private static final String MESSAGE =
      "<message xmlns='jabber:component:accept' from='%s@localhost/lute' to='bot@gw.localhost'"
          + " type='chat'><body>w0rds</body></message>";
  private static final String IQ =
      "<iq type='get' id='%s' to='juliet@localhost'><ping xmlns='urn:xmpp:ping'/></iq>";

  private static Optional<String> answer(Element stanza) {
    return "answered".equals(stanza.attribute("id"))
        ? Optional.of(
            "<iq xmlns='jabber:component:accept' type='result' id='answered' from='juliet@localhost'"
                + " to='gw.localhost'/>")
        : Optional.empty();
  }

  @Test
  void numbersWaitingAndTheAccessLogTellOfRealTraffic() throws Exception {
    ExecutorService clients = Executors.newCachedThreadPool();
    CountDownLatch gate = new CountDownLatch(1);
    try (StreamServer server = StreamServer.start();
        ScriptedWebhook webhook = ScriptedWebhook.start();
        GatewayProcess gateway = GatewayProcess.ready(yaml(server, webhook))) {
      server.answers(MetricsIT::answer);
      webhook.answers(
          request -> {
            if (request.mentions("slow@localhost")) {
              awaitGate(gate);
            }
            return WebhookAnswer.status(request.mentions("rude@localhost") ? 503 : 204);
          });

      for (int i = 0; i < 3; i++) {
        assertThat(gateway.post(GatewayProcess.XML, "<message to='romeo@localhost'/>").statusCode())
            .isEqualTo(202);
      }
      assertThat(gateway.post(GatewayProcess.XML, IQ.formatted("answered")).statusCode())
          .isEqualTo(200);
      assertThat(gateway.post(GatewayProcess.XML, "<nonsense").statusCode()).isEqualTo(400);
      clients.execute(() -> gateway.post(GatewayProcess.XML, IQ.formatted("forgotten")));
      for (String from : List.of("quick", "quick", "rude", "slow", "slow")) {
        server.send(MESSAGE.formatted(from));
      }

      String open = gateway.awaitLog(METRICS).group(1);
      awaitLines(
          gateway,
          open,
          // Three that were posted, and the error for the rude one.
          "stanzagate_stanzas_sent_total{kind=\"message\"} 4.0",
          "stanzagate_stanzas_sent_total{kind=\"iq\"} 2.0",
          "stanzagate_stanzas_received_total{kind=\"message\"} 5.0",
          "stanzagate_stanzas_received_total{kind=\"iq\"} 1.0",
          "stanzagate_http_requests_total{route=\"/rest\",status=\"202\"} 3.0",
          "stanzagate_http_requests_total{route=\"/rest\",status=\"200\"} 1.0",
          "stanzagate_http_requests_total{route=\"/rest\",status=\"400\"} 1.0",
          "stanzagate_iqs_waiting 1.0",
          "stanzagate_iq_seconds_count{end=\"answered\"} 1",
          "stanzagate_webhook_requests_total{callback=\"bots\",status=\"204\"} 2.0",
          "stanzagate_webhook_requests_total{callback=\"bots\",status=\"503\"} 1.0",
          "stanzagate_callback_queue_length{callback=\"bots\"} 2.0",
          "stanzagate_stream_up 1.0",
          "stanzagate_stream_reconnects_total 0.0");
      whatWaitsIsShown(gateway);

      gate.countDown();
      server.leave();
      server.comeBack();
      awaitLines(
          gateway,
          open,
          "stanzagate_callback_queue_length{callback=\"bots\"} 0.0",
          "stanzagate_webhook_requests_total{callback=\"bots\",status=\"204\"} 4.0",
          "stanzagate_stream_up 1.0",
          "stanzagate_stream_reconnects_total 1.0",
          "stanzagate_iqs_waiting 1.0");
      assertThat(waiting(gateway).get("stream").get("last_disconnect").get("reason").asString())
          .isIn("closed", "broken");

      onHttpListenTheyAreForAdministrators(gateway);
      eachRequestHasItsLine(gateway);
    } finally {
      clients.shutdownNow();
    }
  }

  private static String yaml(StreamServer server, ScriptedWebhook webhook) {
    return server
        .settings()
        .with("metrics: { listen: 127.0.0.1:0 }")
        .with("callbacks: [ { name: bots, timeout: 60s, url: '" + webhook.url() + "' } ]")
        .toYaml()
        .replace("http:\n", "http:\n  access_log: true\n")
        .replace("name: tester", "name: tester\n      admin: true");
  }

  private static void awaitGate(CountDownLatch gate) {
    try {
      gate.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException("the test is over", e);
    }
  }

  private static void awaitLines(GatewayProcess gateway, String open, String... lines) {
    await()
        .atMost(SOON)
        .untilAsserted(
            () -> {
              var answer =
                  gateway.send(HttpRequest.newBuilder(URI.create(open + "/metrics")).GET());
              assertThat(answer.statusCode()).isEqualTo(200);
              assertThat(answer.body().lines()).contains(lines);
            });
  }

  private static HttpRequest.Builder asAdministrator(GatewayProcess gateway, String path) {
    return HttpRequest.newBuilder(gateway.base().resolve(path))
        .header("Authorization", "Bearer " + GatewaySettings.TOKEN);
  }

  private static JsonNode waiting(GatewayProcess gateway) {
    String body = gateway.send(asAdministrator(gateway, "/rest/waiting")).body();
    assertThat(body).doesNotContain("w0rds");
    return JsonMapper.shared().readTree(body);
  }

  private static void whatWaitsIsShown(GatewayProcess gateway) {
    JsonNode waiting = waiting(gateway);
    assertThat(waiting.get("stream").get("up").asBoolean()).isTrue();
    assertThat(waiting.get("requests_total").asInt()).isEqualTo(1);
    JsonNode iq = waiting.get("requests").get(0);
    assertThat(iq.get("id").asString()).isEqualTo("forgotten");
    assertThat(iq.get("from").asString()).isEqualTo("gw.localhost");
    assertThat(iq.get("to").asString()).isEqualTo("juliet@localhost");
    assertThat(iq.get("namespace").asString()).isEqualTo("urn:xmpp:ping");
    assertThat(waiting.get("conversations")).hasSize(1);
    JsonNode conversation = waiting.get("conversations").get(0);
    assertThat(conversation.get("from").asString()).isEqualTo("slow@localhost");
    assertThat(conversation.get("to").asString()).isEqualTo("bot@gw.localhost");
    assertThat(conversation.get("queued").asInt()).isEqualTo(2);
  }

  private static void onHttpListenTheyAreForAdministrators(GatewayProcess gateway) {
    assertThat(gateway.get("/metrics?s3cret")).isEqualTo(401);
    var answer =
        gateway.send(
            asAdministrator(gateway, "/metrics").header("Accept", "application/openmetrics-text"));
    assertThat(answer.headers().firstValue("Content-Type").orElseThrow())
        .startsWith("application/openmetrics-text");
    assertThat(answer.body()).contains("jvm_memory_used_bytes").endsWith("# EOF\n");
  }

  private static void eachRequestHasItsLine(GatewayProcess gateway) {
    gateway.awaitLog(Pattern.compile("INFO access \\[.*token=tester.*] POST /rest 202 0 bytes, "));
    gateway.awaitLog(Pattern.compile("INFO access \\[token=tester] POST /rest 400 \\d+ bytes, "));
    gateway.awaitLog(Pattern.compile("INFO access GET /metrics 401 \\d+ bytes, \\d+ ms, 127"));
    gateway.awaitLog(Pattern.compile("INFO access \\[token=tester] GET /metrics 200 "));
    assertThat(gateway.printed()).doesNotContain("s3cret", "w0rds", GatewaySettings.TOKEN);
  }
}
