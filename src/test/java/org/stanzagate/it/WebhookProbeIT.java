package org.stanzagate.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** OPTIONS tells what a webhook likes to get; what goes wrong with it harms nothing. */
@OnWebhookBench
class WebhookProbeIT {
  private static final String YAML =
      """
      callbacks:
        - { name: filled, to: [ filled@gw.localhost ], url: '@WEBHOOK@/filled/{kind}/{type}/{to}/{from}', headers: { X-Api-Key: abc } }
        - { name: json,   to: [ json@gw.localhost ],   url: '@WEBHOOK@/json' }
        - { name: xml,    to: [ xml@gw.localhost ],    url: '@WEBHOOK@/xml', content_type: application/xmpp+xml }
        - { name: q,      to: [ q@gw.localhost ],      url: '@WEBHOOK@/q' }
        - { name: other,  to: [ other@gw.localhost ],  url: '@WEBHOOK@/other' }
        - { name: late,   to: [ late@gw.localhost ],   url: '@WEBHOOK@/late' }
        - { name: silent, to: [ silent@gw.localhost ], url: '@WEBHOOK@/silent', timeout: 1s }
        - { name: down,   to: [ down@gw.localhost ],   url: 'http://127.0.0.1:@DOWN@/down' }
      """;

  private final int down = Ports.free();
  private final ScriptedWebhook webhook = ScriptedWebhook.start();
  private final WebhookBench bench;

  WebhookProbeIT() throws IOException {
    webhook.answersProbes(WebhookProbeIT::probed);
    bench = WebhookBench.start(webhook, YAML.replace("@DOWN@", String.valueOf(down)));
  }

  @AfterAll
  void stop() {
    bench.close();
  }

  private static WebhookAnswer probed(WebhookRequest request) {
    return switch (request.target()) {
      case "/json", "/xml" -> WebhookAnswer.status(200, "Accept: application/json");
      case "/q" ->
          WebhookAnswer.status(200, "Accept: application/json;q=0.5, application/xmpp+xml");
      case "/other" -> WebhookAnswer.status(200, "Accept: image/png;;q=x,\"");
      case "/late" -> WebhookAnswer.status(500, "Accept: application/xmpp+xml");
      case "/silent" -> WebhookAnswer.never();
      default -> WebhookAnswer.status(200);
    };
  }

  private WebhookRequest deliver(String bot) throws IOException {
    String id = WebhookBench.newId();
    bench.send(
        "<message from='%s' to='%s@gw.localhost' type='chat' id='%s'><body>hi</body></message>"
            .formatted(WebhookBench.somebody(), bot, id));
    return webhook.post(id);
  }

  private WebhookRequest probe(String path) {
    return probes(path, 1).get(0);
  }

  private List<WebhookRequest> probes(String path, int count) {
    return webhook
        .probes()
        .await("OPTIONS to " + path, count, request -> request.target().startsWith(path));
  }

  @Test
  void atStartItGoesToTheUrlFilledIn() {
    WebhookRequest probe = probe("/filled");

    assertThat(probe.method()).isEqualTo("OPTIONS");
    assertThat(probe.target().replace("%40", "@"))
        .isEqualTo("/filled/meta/info/gw.localhost/gw.localhost");
    assertThat(probe.header("User-Agent").orElseThrow()).startsWith("stanzagate/");
    assertThat(probe.header("X-Api-Key")).contains("abc");
    assertThat(probe.bytes()).isEmpty();
    assertThat(probe.line()).endsWith(" HTTP/1.1");
    assertThat(probe.headers("Upgrade")).isEmpty();
  }

  @Test
  void itsAcceptPicksTheContentType() throws Exception {
    probe("/json");

    WebhookRequest request = deliver("json");

    assertThat(request.header("Content-Type").orElseThrow()).startsWith("application/json");
    assertThat(request.text()).startsWith("{");
  }

  @Test
  void itsAcceptIsReadByQuality() throws Exception {
    probe("/q");

    assertThat(deliver("q").text()).startsWith("<message ");
  }

  @Test
  void itDoesNotPickWhereTheConfigurationDoes() throws Exception {
    probe("/xml");

    assertThat(deliver("xml").text()).startsWith("<message ");
  }

  @Test
  void anAcceptThatNamesNeitherPicksNothing() throws Exception {
    probe("/other");

    assertThat(deliver("other").text()).startsWith("<message ");
  }

  @Test
  void afterAFailureItGoesOutAgainBeforeDeliveriesUntilItSucceeds() throws Exception {
    // The first may still wait for the question that was asked at the start.
    assertThat(deliver("late").text()).startsWith("<message ");
    assertThat(deliver("late").text()).startsWith("<message ");
    int failed = probes("/late", 2).size();

    webhook.answersProbes(
        request ->
            request.target().equals("/late")
                ? WebhookAnswer.status(200, "Accept: application/json")
                : probed(request));
    // That it comes before the delivery is seen by the delivery being of its type.
    assertThat(deliver("late").text()).startsWith("{");
    assertThat(probes("/late", failed + 1)).hasSize(failed + 1);
    assertThat(deliver("late").text()).startsWith("{");
    assertThat(probes("/late", failed + 1)).hasSize(failed + 1);
  }

  @Test
  void oneThatIsNeverAnsweredHoldsNoDeliveryUp() throws Exception {
    probe("/silent");

    assertThat(deliver("silent").text()).startsWith("<message ");
  }

  @Test
  void aWebhookMayStartAfterTheGateway() throws Exception {
    String from = WebhookBench.somebody();
    String message = "<message from='%s' to='down@gw.localhost' id='%s'><body>hi</body></message>";
    bench.send(message.formatted(from, "too-early"));
    WebhookBench.assertXml(StreamServer.xml(bench.reply(from, "too-early")))
        .hasXPath("/message[@type='error']/error[@type='wait']/e:recipient-unavailable");

    try (ScriptedWebhook started = ScriptedWebhook.start(down)) {
      started.answersProbes(request -> WebhookAnswer.status(200, "Accept: application/json"));
      bench.send(message.formatted(from, "in-time"));

      assertThat(started.post("in-time").text()).startsWith("{");
      assertThat(started.probes().all()).hasSize(1);
    }
    assertThat(bench.gateway().get("/readyz")).isEqualTo(200);
  }
}
