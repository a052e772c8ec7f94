package org.stanzagate.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** An iq is answered exactly once, at once or later. */
@OnWebhookBench
class WebhookIqIT {
  private static final WebhookAnswer LATER = WebhookAnswer.status(202, "Stanza-Reply: later");

  private final WebhookBench bench =
      WebhookBench.startWith("callback: { url: '@WEBHOOK@/stanzas' }\niq: { timeout: 1s }");

  @AfterAll
  void stop() {
    bench.close();
  }

  static List<WebhookAnswer> results() {
    return List.of(
        WebhookAnswer.xml("<iq type='result'><q xmlns='urn:example:q'>42</q></iq>"),
        WebhookAnswer.xml(
            "<iq type='result' id='another' to='evil@x.example' from='y.example'><q xmlns='urn:example:q'>42</q></iq>"),
        WebhookAnswer.xml("<iq><q xmlns='urn:example:q'>42</q></iq>"),
        WebhookAnswer.xml("<iq type='set'><q xmlns='urn:example:q'>42</q></iq>"),
        WebhookAnswer.json("{\"kind\":\"iq\",\"xml\":[\"<q xmlns='urn:example:q'>42</q>\"]}"),
        WebhookAnswer.json("{\"xml\":[\"<q xmlns='urn:example:q'>42</q>\"]}"));
  }

  @ParameterizedTest
  @MethodSource("results")
  void anAnswerIsTheResultWithTheSameId(WebhookAnswer answer) throws Exception {
    String from = WebhookBench.somebody();
    bench.answers(request -> answer);

    String id = bench.ask(from);

    List<String> sent = bench.allTo(from);
    assertThat(sent).hasSize(1);
    WebhookBench.assertXml(sent.get(0))
        .hasXPath(
            "/iq[@type='result' and @id='%s' and @from='bot@gw.localhost']/q:q[.='42']"
                .formatted(id));
    assertThat(
            bench
                .server()
                .received()
                .all(stanza -> "evil@x.example".equals(stanza.attribute("to"))))
        .isEmpty();
  }

  @Test
  void anErrorIsAnError() throws Exception {
    String from = WebhookBench.somebody();
    bench.answers(
        request ->
            WebhookAnswer.xml(
                "<iq type='error' id='x'><error type='modify'><not-acceptable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>"));

    String id = bench.ask(from);

    WebhookBench.assertRefused(bench.allTo(from), "modify", "not-acceptable");
    assertThat(bench.reply(from, id).attribute("id")).isEqualTo(id);
  }

  private HttpResponse<String> post(String type, String from, String to, String id) {
    return bench
        .gateway()
        .post(
            GatewayProcess.XML,
            "<iq type='%s' from='%s' to='%s' id='%s'>%s</iq>"
                .formatted(
                    type,
                    from,
                    to,
                    id,
                    type.equals("error")
                        ? "<error type='cancel'><conflict xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>"
                        : "<q xmlns='urn:example:q'>later</q>"));
  }

  /** Waits until whatever is open by now would have run out of time. */
  private void untilAllTimeIsUp() throws Exception {
    String last = WebhookBench.somebody();
    bench.answers(request -> LATER);
    bench.reply(last, bench.ask(last));
  }

  @Test
  void anAnswerMayBePostedLater() throws Exception {
    String from = WebhookBench.somebody();
    bench.answers(request -> LATER);
    String result = bench.ask(from);
    bench.webhook().post(result);
    assertThat(post("result", WebhookBench.BOT, from, result).statusCode()).isEqualTo(202);
    WebhookBench.assertXml(StreamServer.xml(bench.reply(from, result)))
        .hasXPath("/iq[@type='result' and @from='bot@gw.localhost']/q:q[.='later']");

    String error = bench.ask(from);
    bench.webhook().post(error);
    assertThat(post("error", WebhookBench.BOT, from, error).statusCode()).isEqualTo(202);
    WebhookBench.assertXml(StreamServer.xml(bench.reply(from, error)))
        .hasXPath("/iq[@type='error']/error/e:conflict");

    untilAllTimeIsUp();
    assertThat(bench.allTo(from)).hasSize(2);
  }

  @Test
  void anAnswerThatNeverComesIsATimeoutOnce() throws Exception {
    String from = WebhookBench.somebody();
    bench.answers(request -> LATER);
    bench.ask(from);

    untilAllTimeIsUp();

    WebhookBench.assertRefused(bench.allTo(from), "wait", "remote-server-timeout");
  }

  @Test
  void theAnswerMayBeFasterThanThePromise() throws Exception {
    String from = WebhookBench.somebody();
    CompletableFuture<Void> gate = new CompletableFuture<>();
    bench.answers(request -> LATER.after(gate));
    String id = bench.ask(from);
    bench.webhook().post(id);

    assertThat(post("result", WebhookBench.BOT, from, id).statusCode()).isEqualTo(202);
    bench.reply(from, id);
    gate.complete(null);

    untilAllTimeIsUp();
    List<String> sent = bench.allTo(from);
    assertThat(sent).hasSize(1);
    WebhookBench.assertXml(sent.get(0)).hasXPath("/iq[@type='result']/q:q[.='later']");
  }

  @Test
  void theAnswerToOneIsNotTheAnswerToAnotherOfTheSameId() throws Exception {
    String one = WebhookBench.somebody();
    String other = WebhookBench.somebody();
    bench.answers(request -> LATER);
    String iq = "<iq from='%s' to='%s' type='set' id='same'><q xmlns='urn:example:q'/></iq>";
    bench.send(iq.formatted(one, WebhookBench.BOT));
    bench.send(iq.formatted(other, WebhookBench.BOT));
    bench.send(iq.formatted(one, "bot2@gw.localhost"));
    bench
        .webhook()
        .posts()
        .await(
            "three",
            3,
            request -> request.mentions("id='same'") || request.mentions("id=\"same\""));

    post("result", WebhookBench.BOT, one, "same");

    untilAllTimeIsUp();
    WebhookBench.assertRefused(bench.allTo(other), "wait", "remote-server-timeout");
    List<String> sent = bench.allTo(one);
    assertThat(sent).hasSize(2);
    WebhookBench.assertXml(sent.get(0))
        .hasXPath("/iq[@type='result' and @from='bot@gw.localhost']");
    WebhookBench.assertXml(sent.get(1))
        .hasXPath("/iq[@type='error' and @from='bot2@gw.localhost']");
  }

  @Test
  void laterIsSaidByTheStatusAndTheHeaderTogether() throws Exception {
    String from = WebhookBench.somebody();
    for (WebhookAnswer answer :
        List.of(
            WebhookAnswer.status(202),
            WebhookAnswer.status(202, "Stanza-Reply: now"),
            WebhookAnswer.status(204, "Stanza-Reply: later"))) {
      bench.answers(request -> answer);
      WebhookBench.assertXml(StreamServer.xml(bench.reply(from, bench.ask(from))))
          .hasXPath("/iq[@type='result' and not(node())]");
    }
    assertThat(bench.allTo(from)).hasSize(3);
  }

  @Test
  void aMessageIsNotAnsweredForPromisingIt() throws Exception {
    String from = WebhookBench.somebody();
    bench.answers(request -> LATER);
    bench.say(from, "hi");

    untilAllTimeIsUp();

    assertThat(bench.allTo(from)).isEmpty();
  }

  @Test
  void oneThatWaitsForItsAnswerHoldsNoOtherUp() throws Exception {
    String from = WebhookBench.somebody();
    AtomicBoolean isFirst = new AtomicBoolean(true);
    bench.answers(request -> isFirst.getAndSet(false) ? LATER : WebhookAnswer.status(204));
    String first = bench.ask(from);

    bench.reply(from, bench.ask(from));

    assertThat(bench.server().received().all(stanza -> first.equals(stanza.attribute("id"))))
        .isEmpty();
    post("result", WebhookBench.BOT, from, first);
    bench.reply(from, first);
  }
}
