package org.stanzagate.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** The stream breaks, or the gateway is told to end, while a webhook is thinking. */
@Tag("slow")
@ExtendWith(FailureLogs.class)
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class WebhookOutageIT {
  private static final Pattern STOPPING = Pattern.compile("Stopping");

  private final WebhookBench bench = WebhookBench.start("timeout: 60s");
  private final CompletableFuture<Void> gate = new CompletableFuture<>();

  @AfterEach
  void stop() {
    gate.complete(null);
    bench.close();
  }

  /** Says the body again, once the gate is open. */
  private WebhookAnswer echo(WebhookRequest request) {
    String body = request.text().replaceAll("(?s).*<body>(.*)</body>.*", "$1");
    return WebhookAnswer.text(body).after(gate);
  }

  @Test
  void repliesGivenDuringAnOutageArriveAfterItOnceAndInOrder() throws Exception {
    List<String> users = List.of("a@localhost/1", "b@localhost/1", "c@localhost/1");
    bench.answers(this::echo);
    for (int i = 0; i < 10; i++) {
      for (String user : users) {
        bench.say(user, "word " + i);
      }
    }
    for (String user : users) {
      bench.webhook().post(user);
    }
    bench.server().leave();
    Awaitility.await("the outage is known").until(() -> bench.gateway().get("/readyz") == 503);
    gate.complete(null);
    bench.webhook().posts().await("first words", 3, request -> request.mentions("word 0"));

    bench.server().comeBack();

    for (String user : users) {
      List<String> bodies = new ArrayList<>();
      for (String stanza : bench.allTo(user)) {
        bodies.add(stanza.replaceAll("(?s).*<body>(.*)</body>.*", "$1"));
      }
      assertThat(bodies)
          .containsExactly(
              "word 0", "word 1", "word 2", "word 3", "word 4", "word 5", "word 6", "word 7",
              "word 8", "word 9");
      assertThat(bench.webhook().posts().all(post -> post.mentions(user) && post.mentions("word ")))
          .hasSize(10);
    }
  }

  @Test
  void refusalsAndResultsSurviveAnOutageToo() throws Exception {
    String user = "a@localhost/1";
    bench.answers(
        request ->
            (request.mentions("<iq") ? WebhookAnswer.status(204) : WebhookAnswer.status(404))
                .after(gate));
    String message = bench.say(user, "hi");
    String iq = bench.ask(user);
    bench.webhook().post(message);
    bench.webhook().post(iq);
    bench.server().leave();
    Awaitility.await("the outage is known").until(() -> bench.gateway().get("/readyz") == 503);
    gate.complete(null);
    bench.server().comeBack();

    assertThat(bench.reply(user, message).attribute("type")).isEqualTo("error");
    assertThat(bench.reply(user, iq).attribute("type")).isEqualTo("result");
    assertThat(bench.allTo(user)).hasSize(2);
  }

  @Test
  void anAnswerGivenWhileTheGatewayStopsIsSentBeforeItLeaves() throws Exception {
    String user = "a@localhost/1";
    bench.answers(this::echo);
    String iq = bench.ask("b@localhost/1");
    bench.webhook().post(iq);
    bench.webhook().post(bench.say(user, "last words"));

    bench.gateway().terminate();
    bench.gateway().awaitLog(STOPPING);
    gate.complete(null);

    bench.toUser(user, stanza -> StreamServer.xml(stanza).contains("last words"));
    assertThat(bench.reply("b@localhost/1", iq).attribute("type")).isEqualTo("result");
    assertThat(bench.gateway().awaitExit()).isZero();
    assertThat(bench.gateway().printed()).doesNotContain("Exception", "ERROR");
  }

  @Test
  void aWebhookThatNeverAnswersDoesNotKeepTheGatewayFromEnding() throws Exception {
    bench.answers(request -> WebhookAnswer.never());
    for (int i = 0; i < 3; i++) {
      bench.say("a@localhost/1", "hello?");
    }
    bench.webhook().post("hello?");

    bench.gateway().terminate();

    assertThat(bench.gateway().awaitExit()).isZero();
    assertThat(bench.gateway().printed()).doesNotContain("Exception", "ERROR");
  }
}
