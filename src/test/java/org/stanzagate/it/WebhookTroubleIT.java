package org.stanzagate.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A webhook that is slow, broken or gone costs its stanza an error, and nothing else anything. */
@OnWebhookBench
class WebhookTroubleIT {
  private final int nobody = Ports.free();
  private final WebhookBench bench =
      WebhookBench.startWith(
          """
          callbacks:
            - { url: 'http://127.0.0.1:%d/', to: [ down@gw.localhost ] }
            - { url: '@WEBHOOK@/stanzas', timeout: 1s }
          """
              .formatted(nobody));

  @AfterAll
  void stop() {
    bench.close();
  }

  @BeforeEach
  void well() {
    bench.answers(request -> WebhookAnswer.status(204));
  }

  /** Silence of all sorts. */
  static Stream<Rubbish> silences() {
    return Stream.of(
        new Rubbish("not a word", WebhookAnswer.never()),
        new Rubbish(
            "half a status line", WebhookAnswer.raw("HTTP/1.1 2").then(WebhookAnswer.never())),
        new Rubbish(
            "half a head",
            WebhookAnswer.raw("HTTP/1.1 200 OK\r\nContent-Type: text/")
                .then(WebhookAnswer.never())),
        new Rubbish(
            "interim answers only",
            WebhookAnswer.raw("HTTP/1.1 100 Continue\r\n\r\n").then(WebhookAnswer.never())),
        new Rubbish(
            "a body that stops",
            WebhookAnswer.raw("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nxxx")
                .then(WebhookAnswer.never())),
        new Rubbish(
            "a refusal whose body stops",
            WebhookAnswer.raw("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nxx")
                .then(WebhookAnswer.never())),
        new Rubbish("a body that trickles", WebhookAnswer.trickle()));
  }

  @ParameterizedTest
  @MethodSource("silences")
  void theTimeoutIsForTheWholeAnswer(Rubbish silence) throws Exception {
    String from = WebhookBench.somebody();
    CompletableFuture<Void> hungUp = new CompletableFuture<>();
    bench.answers(
        request ->
            connection -> {
              try {
                return silence.answer().write(connection);
              } finally {
                hungUp.complete(null);
              }
            });

    String id = bench.say(from, "hi");
    bench.reply(from, id);

    // Nobody waits for what is too late: the connection is closed.
    hungUp.get(20, TimeUnit.SECONDS);
    WebhookBench.assertRefused(bench.allTo(from), "wait", "remote-server-timeout");
    assertThat(bench.webhook().postsWith(id)).hasSize(1);
  }

  @Test
  void aSlowAnswerWithinTheTimeIsTaken() throws Exception {
    String from = WebhookBench.somebody();
    bench.answers(
        request ->
            WebhookAnswer.text("sorry, traffic")
                .after(
                    new CompletableFuture<Void>()
                        .completeOnTimeout(null, 300, TimeUnit.MILLISECONDS)));

    bench.say(from, "hi");

    assertThat(bench.allTo(from)).hasSize(1).first().asString().contains("sorry, traffic");
  }

  @Test
  void anAnswerThatIsTooLateIsNotSent() throws Exception {
    String from = WebhookBench.somebody();
    CompletableFuture<Void> gate = new CompletableFuture<>();
    bench.answers(request -> WebhookAnswer.text("zebra").after(gate));
    String id = bench.ask(from);
    bench.reply(from, id);
    gate.complete(null);

    WebhookBench.assertRefused(bench.allTo(from), "wait", "remote-server-timeout");
  }

  @Test
  void theNextInLineIsDeliveredAfterATimeout() throws Exception {
    String from = WebhookBench.somebody();
    bench.answers(
        request ->
            request.mentions("first") ? WebhookAnswer.never() : WebhookAnswer.text("second"));
    bench.say(from, "first");
    bench.say(from, "next");

    List<String> sent = bench.allTo(from);

    assertThat(sent).hasSize(2);
    WebhookBench.assertRefused(sent.subList(0, 1), "wait", "remote-server-timeout");
    WebhookBench.assertXml(sent.get(1)).hasXPath("/message/body[.='second']");
  }

  static Stream<Rubbish> hangUps() {
    return Stream.of(
        new Rubbish("closed without a word", WebhookAnswer.closed()),
        new Rubbish("reset", WebhookAnswer.reset()));
  }

  @ParameterizedTest
  @MethodSource("hangUps")
  void aConnectionThatIsClosedIsNoConnection(Rubbish hangUp) throws Exception {
    String from = WebhookBench.somebody();
    bench.answers(request -> hangUp.answer());

    bench.say(from, "hi");
    bench.ask(from);

    List<String> sent = bench.allTo(from);
    assertThat(sent).hasSize(2);
    for (String refusal : sent) {
      WebhookBench.assertRefused(List.of(refusal), "wait", "recipient-unavailable");
    }
  }

  static Stream<Rubbish> noHttp() {
    return Stream.of(
        new Rubbish("half a head", WebhookAnswer.raw("HTTP/1.1 200 OK\r\nConte").thenClose()),
        new Rubbish("half a body", WebhookAnswer.half("text/plain", "zebra")),
        new Rubbish("another protocol", WebhookAnswer.raw("SSH-2.0-OpenSSH_9.2\r\n").thenClose()),
        new Rubbish(
            "another protocol that waits",
            WebhookAnswer.raw("SSH-2.0-OpenSSH_9.2\r\n").then(WebhookAnswer.never())),
        new Rubbish("HTTP/0.9", WebhookAnswer.raw("<html>hello</html>").thenClose()),
        new Rubbish("HTTP/9", WebhookAnswer.raw("HTTP/9.9 200 OK\r\nContent-Length: 0\r\n\r\n")),
        new Rubbish("no status", WebhookAnswer.raw("HTTP/1.1 abc OK\r\nContent-Length: 0\r\n\r\n")),
        new Rubbish(
            "a broken chunk",
            WebhookAnswer.raw("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n")),
        new Rubbish(
            "a negative length",
            WebhookAnswer.raw("HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n")),
        new Rubbish(
            "an upgrade",
            WebhookAnswer.raw(
                    "HTTP/1.1 101 Switching\r\nUpgrade: h2c\r\nConnection: Upgrade\r\n\r\n")
                .then(WebhookAnswer.never())),
        new Rubbish("a head without end", WebhookAnswer.endlessHead()));
  }

  @ParameterizedTest
  @MethodSource("noHttp")
  void whatIsNoHttpIsOneErrorAndTheNextIsServed(Rubbish rubbish) throws Exception {
    String from = WebhookBench.somebody();
    bench.answers(request -> rubbish.answer());

    bench.say(from, "hi");
    List<String> sent = bench.allTo(from);

    assertThat(sent).hasSize(1);
    WebhookBench.assertXml(sent.get(0)).hasXPath("/message[@type='error']");
    bench.answers(request -> WebhookAnswer.text("fine"));
    bench.say(from, "and now?");
    assertThat(bench.allTo(from)).hasSize(2).last().asString().contains("fine");
    assertThat(bench.gateway().isAlive()).isTrue();
    assertThat(bench.gateway().printed()).doesNotContain("ERROR");
  }

  @Test
  void anAnswerBehindTheAnswerIsNotTheNextOnesAnswer() throws Exception {
    String from = WebhookBench.somebody();
    bench.answers(
        request ->
            request.mentions("first")
                ? WebhookAnswer.text("one").then(WebhookAnswer.text("smuggled"))
                : WebhookAnswer.text("two"));
    bench.say(from, "first");
    assertThat(bench.allTo(from)).hasSize(1).first().asString().contains("one");

    bench.say(from, "next");

    assertThat(bench.allTo(from)).noneMatch(stanza -> stanza.contains("smuggled"));
  }

  @Test
  void aWebhookThatIsDownIsFoundAgainWhenItIsUp() throws Exception {
    String from = WebhookBench.somebody();
    String message =
        "<message from='%s' to='down@gw.localhost' type='chat' id='%s'><body>hi</body></message>";
    for (int i = 0; i < 3; i++) {
      bench.send(message.formatted(from, "down-" + i));
      WebhookBench.assertXml(StreamServer.xml(bench.reply(from, "down-" + i)))
          .hasXPath("/message[@type='error']/error[@type='wait']/e:recipient-unavailable");
    }
    for (int round = 0; round < 2; round++) {
      try (ScriptedWebhook up = ScriptedWebhook.start(nobody)) {
        up.answers(request -> WebhookAnswer.text("up"));
        bench.send(message.formatted(from, "up-" + round));
        up.post("up-" + round);
      }
      bench.send(message.formatted(from, "gone-" + round));
      assertThat(bench.reply(from, "gone-" + round).attribute("type")).isEqualTo("error");
    }
  }
}
