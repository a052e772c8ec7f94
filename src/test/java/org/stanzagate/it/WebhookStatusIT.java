package org.stanzagate.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A webhook's refusals become stanza errors. */
@OnWebhookBench
class WebhookStatusIT {
  private static final String TABLE =
      """
      400 modify bad-request
      401 auth not-authorized
      402 auth payment-required
      403 auth forbidden
      404 cancel item-not-found
      405 cancel not-allowed
      406 modify not-acceptable
      407 auth registration-required
      408 wait remote-server-timeout
      409 cancel conflict
      410 cancel gone
      411 modify bad-request
      412 cancel conflict
      413 modify resource-constraint
      414 modify resource-constraint
      415 cancel feature-not-implemented
      416 modify bad-request
      422 modify bad-request
      423 wait resource-constraint
      425 wait resource-constraint
      429 wait resource-constraint
      431 modify resource-constraint
      451 auth forbidden
      500 wait internal-server-error
      501 cancel feature-not-implemented
      502 wait remote-server-timeout
      503 cancel service-unavailable
      504 wait remote-server-timeout
      507 wait resource-constraint
      511 auth not-authorized
      """;

  private final WebhookBench bench = WebhookBench.start("");

  @AfterAll
  void stop() {
    bench.close();
  }

  static Stream<Arguments> statuses() {
    return IntStream.range(400, 600)
        .filter(status -> status % 100 < 33 || status == 451 || status % 100 > 97)
        .mapToObj(WebhookStatusIT::row);
  }

  private static Arguments row(int status) {
    String other =
        status + (status < 500 ? " modify bad-request" : " cancel internal-server-error");
    String[] row =
        TABLE
            .lines()
            .filter(line -> line.startsWith(status + " "))
            .findFirst()
            .orElse(other)
            .split(" ", -1);
    return Arguments.of(status, row[1], row[2]);
  }

  @ParameterizedTest
  @MethodSource("statuses")
  void aStatusBecomesAnError(int status, String type, String condition) throws Exception {
    String from = WebhookBench.somebody();
    bench.answers(
        request ->
            WebhookAnswer.of(
                status,
                "text/html",
                "<h1>Oops</h1>",
                "Retry-After: 0",
                "WWW-Authenticate: Basic realm=\"x\"",
                "Proxy-Authenticate: Basic realm=\"x\""));

    String message = bench.say(from, "hi");
    String iq = bench.ask(from);
    String refusedMessage = StreamServer.xml(bench.reply(from, message));
    String refusedIq = StreamServer.xml(bench.reply(from, iq));

    String xpath =
        "/%s[@type='error' and @from='bot@gw.localhost']/error[@type='%s']/e:%s[not(node())]";
    WebhookBench.assertXml(refusedMessage).hasXPath(xpath.formatted("message", type, condition));
    WebhookBench.assertXml(refusedIq).hasXPath(xpath.formatted("iq", type, condition));
    assertThat(refusedMessage).doesNotContain("Oops");
    assertThat(bench.allTo(from)).hasSize(2);
    assertThat(bench.webhook().postsWith(message)).hasSize(1);
    assertThat(bench.webhook().postsWith(iq)).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {300, 301, 302, 303, 304, 305, 307, 308, 399})
  void aRedirectIsNotFollowed(int status) throws Exception {
    String from = WebhookBench.somebody();
    String elsewhere = bench.webhook().url() + "/elsewhere";
    bench.answers(request -> WebhookAnswer.status(status, "Location: " + elsewhere));

    bench.say(from, "hi");

    WebhookBench.assertRefused(bench.allTo(from), "cancel", "undefined-condition");
    assertThat(bench.webhook().posts().all(request -> request.target().contains("elsewhere")))
        .isEmpty();
    assertThat(bench.webhook().probes().all(request -> request.target().contains("elsewhere")))
        .isEmpty();
  }

  private String refusalText(WebhookAnswer answer) throws Exception {
    String from = WebhookBench.somebody();
    bench.answers(request -> answer);
    bench.say(from, "hi");
    List<String> sent = bench.allTo(from);
    WebhookBench.assertRefused(sent, "cancel", "item-not-found");
    return StreamServer.read(sent.get(0))
        .element(StreamServer.CLIENT, "error")
        .flatMap(error -> error.element("urn:ietf:params:xml:ns:xmpp-stanzas", "text"))
        .map(text -> text.text())
        .orElse("");
  }

  private static WebhookAnswer notFound(String type, String text) {
    return WebhookAnswer.of(404, type, text);
  }

  @Test
  void aShortTextIsTheErrorsText() throws Exception {
    assertThat(refusalText(notFound("text/plain", "No such <order> & co.")))
        .isEqualTo("No such <order> & co.");
    assertThat(refusalText(notFound("TEXT/Plain;charset=UTF-8", "Gr\u00fc\u00dfe")))
        .isEqualTo("Gr\u00fc\u00dfe");
    assertThat(refusalText(notFound(WebhookAnswer.TEXT, "x".repeat(200))))
        .isEqualTo("x".repeat(200));
    assertThat(refusalText(notFound(WebhookAnswer.TEXT, "\u00fc".repeat(200))))
        .isEqualTo("\u00fc".repeat(200));
    assertThat(refusalText(notFound(WebhookAnswer.TEXT, "\ud83c\udf39".repeat(200))))
        .isEqualTo("\ud83c\udf39".repeat(200));
  }

  @ParameterizedTest
  @CsvSource({
    "text/html, <p>Zebra</p>",
    "application/json, '{\"detail\":\"Zebra\"}'",
    "'', Zebra",
    "text/plain, Zebra\u0000",
    "text/plain, Zebra\u0008\uffff",
    "application/xmpp+xml, <message><body>Zebra</body></message>",
    "application/xmpp+xml, <presence type='error'><error type='cancel'><gone xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></presence>",
    "application/xmpp+xml, <message type='error'><body>Zebra</body></message>",
    "application/xmpp+xml, <message type='error'>Zebra"
  })
  void anyOtherBodyLeavesTheErrorOfTheTable(String type, String body) throws Exception {
    String text = refusalText(notFound(type, body));

    assertThat(text).doesNotContain("<", "detail", "\u0008");
    // Plain text that no XML can hold may be sent without what is wrong with it.
    if (!type.equals("text/plain")) {
      assertThat(text).doesNotContain("Zebra");
    }
    assertThat(bench.gateway().get("/readyz")).isEqualTo(200);
  }

  @Test
  void aLongTextIsNotTheErrorsText() throws Exception {
    assertThat(refusalText(notFound(WebhookAnswer.TEXT, "x".repeat(201))))
        .doesNotContain("x".repeat(201));
    assertThat(refusalText(notFound(WebhookAnswer.TEXT, "x".repeat(150_000)))).hasSizeLessThan(201);
  }

  @Test
  void textThatIsNoUtf8HarmsNothing() throws Exception {
    byte[] latin = {'a', (byte) 0xe9, (byte) 0xff, (byte) 0xc3};
    refusalText(WebhookAnswer.of(404, "text/plain", latin));
    assertThat(bench.gateway().get("/readyz")).isEqualTo(200);
  }

  private static final String ERROR =
      "<error type='modify' by='elsewhere.example'><gone xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'>xmpp:new@example.net</gone>"
          + "<text xmlns='urn:ietf:params:xml:ns:xmpp-stanzas' xml:lang='de'>Umgezogen</text><moved xmlns='urn:example:app'/></error>";

  @Test
  void anErrorStanzaIsSentAsItIs() throws Exception {
    String from = WebhookBench.somebody();
    bench.answers(
        request ->
            WebhookAnswer.of(
                500,
                WebhookAnswer.XML,
                "<message type='error' from='evil@example.net' to='evil@example.net'>%s<hint xmlns='urn:h'/></message>"
                    .formatted(ERROR)));

    String id = bench.say(from, "hi");

    List<String> sent = bench.allTo(from);
    assertThat(sent).hasSize(1);
    WebhookBench.assertXml(sent.get(0))
        .and(
            "<message type='error' from='bot@gw.localhost' to='%s' id='%s'>%s<hint xmlns='urn:h'/></message>"
                .formatted(from, id, ERROR))
        .areSimilar();
  }

  @Test
  void anErrorInJsonIsSentAsItIs() throws Exception {
    String from = WebhookBench.somebody();
    bench.answers(
        request ->
            WebhookAnswer.of(
                403,
                WebhookAnswer.JSON,
                "{\"type\":\"error\",\"error\":{\"type\":\"wait\",\"condition\":\"policy-violation\",\"text\":\"Later\"}}"));

    String id = bench.ask(from);

    String sent = StreamServer.xml(bench.reply(from, id));
    WebhookBench.assertXml(sent)
        .hasXPath("/iq[@type='error']/error[@type='wait']/e:policy-violation");
    WebhookBench.assertXml(sent).valueByXPath("/iq/error/e:text").isEqualTo("Later");
    assertThat(bench.allTo(from)).hasSize(1);
  }
}
