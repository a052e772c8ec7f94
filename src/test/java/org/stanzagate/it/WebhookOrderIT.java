package org.stanzagate.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** One conversation is in order, many go side by side, and none of them holds another up. */
@Tag("jdk")
@OnWebhookBench
class WebhookOrderIT {
  private static final String YAML =
      """
      callbacks:
        - { name: narrow, to: [ narrow@gw.localhost ], url: '%s/narrow', max_queue: 3, timeout: 60s }
        - { name: wide, stanzas: [ message, presence ], url: '@WEBHOOK@/wide', max_connections: 8, timeout: 60s }
        - { name: iqs, to: [ bot@gw.localhost ], url: '%s/iqs', timeout: 60s }
      """;

  private final ScriptedWebhook narrow = ScriptedWebhook.start();
  private final WebhookBench bench =
      WebhookBench.startWith(YAML.formatted(narrow.url(), narrow.url()));
  private CompletableFuture<Void> gate = new CompletableFuture<>();

  WebhookOrderIT() throws IOException {}

  @AfterAll
  void stop() throws IOException {
    bench.close();
    narrow.close();
  }

  @BeforeEach
  void close() {
    gate = new CompletableFuture<>();
    bench.answers(request -> WebhookAnswer.status(204));
    narrow.answers(request -> WebhookAnswer.status(204));
  }

  @AfterEach
  void open() {
    gate.complete(null);
  }

  private void send(String from, String to, String kind, String type, String id)
      throws IOException {
    bench.send(
        "<%1$s from='%2$s' to='%3$s' id='%4$s'%5$s>%6$s</%1$s>"
            .formatted(
                kind,
                from,
                to,
                id,
                type.isEmpty() ? "" : " type='" + type + "'",
                kind.equals("iq") ? "<q xmlns='urn:example:q'/>" : ""));
  }

  @Test
  void twoHundredMessagesOfOneConversationArriveOneAfterTheOther() throws Exception {
    String mark = WebhookBench.newId();
    AtomicInteger atOnce = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    bench.answers(
        request -> {
          most.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
          return connection -> {
            atOnce.decrementAndGet();
            return WebhookAnswer.status(204).write(connection);
          };
        });
    List<String> ids = IntStream.range(0, 200).mapToObj(i -> mark + "m" + i + "'").toList();
    for (int i = 0; i < 200; i++) {
      // One conversation, whatever the resources are.
      String from = "%suser@localhost/%d".formatted(mark, i % 3);
      String to = "bot@gw.localhost" + (i % 2 == 0 ? "" : "/x" + i);
      send(from, to, i % 7 == 0 ? "presence" : "message", "", mark + "m" + i);
    }

    List<WebhookRequest> requests =
        bench.webhook().posts().await("two hundred", 200, request -> request.mentions(mark + "m"));

    assertThat(requests).hasSize(200);
    for (int i = 0; i < 200; i++) {
      String id = ids.get(i).replace("'", "");
      assertThat(requests.get(i).text()).containsPattern("id=['\"]" + id + "['\"]");
    }
    assertThat(most).hasValue(1);
  }

  @Test
  void conversationsGoSideBySideUpToTheNumberOfConnections() throws Exception {
    String mark = WebhookBench.newId();
    ConcurrentHashMap<String, AtomicInteger> talking = new ConcurrentHashMap<>();
    List<String> crossed = new ArrayList<>();
    bench.webhook().resetGauges();
    Pattern sender = Pattern.compile("from=['\"]([^'\"]*)");
    bench.answers(
        request -> {
          String from = sender.matcher(request.text()).results().findFirst().orElseThrow().group(1);
          AtomicInteger now = talking.computeIfAbsent(from, key -> new AtomicInteger());
          if (now.incrementAndGet() > 1) {
            synchronized (crossed) {
              crossed.add(from);
            }
          }
          WebhookAnswer over =
              connection -> {
                now.decrementAndGet();
                return WebhookAnswer.status(204).write(connection);
              };
          return over.after(gate);
        });
    for (int i = 0; i < 10; i++) {
      for (int user = 0; user < 20; user++) {
        send(
            "%s%d@localhost".formatted(mark, user),
            "bot@gw.localhost",
            "message",
            "chat",
            mark + i);
      }
    }
    bench.webhook().posts().await("eight at once", 8, request -> request.mentions(mark));
    assertThat(bench.webhook().postsWith(mark)).hasSize(8);
    gate.complete(null);

    bench.webhook().posts().await("all", 200, request -> request.mentions(mark));

    assertThat(crossed).isEmpty();
    assertThat(bench.webhook().mostUnderWay()).isEqualTo(8);
    assertThat(bench.webhook().mostConnections()).isLessThanOrEqualTo(8);
    for (int user = 0; user < 20; user++) {
      String from = "%s%d@localhost".formatted(mark, user);
      List<WebhookRequest> said = bench.webhook().postsWith(from);
      assertThat(said).hasSize(10);
      for (int i = 0; i < 10; i++) {
        assertThat(said.get(i).text()).containsPattern("id=['\"]" + mark + i + "['\"]");
      }
    }
  }

  @Test
  void aConversationThatHangsDelaysNoOther() throws Exception {
    String stuck = WebhookBench.somebody();
    bench.answers(
        request ->
            request.mentions(stuck)
                ? WebhookAnswer.status(204).after(gate)
                : WebhookAnswer.status(204));
    String first = bench.say(stuck, "hold the line");
    bench.webhook().post(first);
    String second = bench.say(stuck, "me too");

    for (int i = 0; i < 50; i++) {
      bench.webhook().post(bench.say(WebhookBench.somebody(), "passing by"));
    }
    // The other bot's conversation with the same person is another one.
    send(stuck, "other@gw.localhost", "presence", "", "passing-by-too");

    assertThat(bench.webhook().postsWith(second)).isEmpty();
    gate.complete(null);
    bench.webhook().post(second);
    bench.webhook().post("passing-by-too");
  }

  @Test
  void iqsHaveALaneOfTheirOwn() throws Exception {
    String from = WebhookBench.somebody();
    bench.answers(request -> WebhookAnswer.status(204).after(gate));
    String message = bench.say(from, "hold the line");
    bench.webhook().post(message);
    bench.say(from, "I wait");

    bench.reply(from, bench.ask(from));
    bench.reply(from, bench.ask(from));
  }

  @Test
  void beyondTheLongestQueueMessagesAreRefusedAndTheRestIsKept() throws Exception {
    String from = WebhookBench.somebody();
    String mark = WebhookBench.newId();
    narrow.answers(request -> WebhookAnswer.status(204).after(gate));
    for (int i = 0; i < 7; i++) {
      send(from, "narrow@gw.localhost", "message", "chat", mark + i);
      if (i == 0) {
        narrow.post(mark + 0);
      }
    }
    send(from, "narrow@gw.localhost", "presence", "", mark + "p");
    send(from, "narrow@gw.localhost", "message", "groupchat", mark + "g");
    send(from, "narrow@gw.localhost", "message", "error", mark + "e");
    send(from, "narrow@gw.localhost", "message", "chat", mark + "last");

    WebhookBench.assertXml(StreamServer.xml(bench.reply(from, mark + "last")))
        .hasXPath("/message[@type='error']/error[@type='wait']/e:resource-constraint");
    bench.gateway().awaitLog(Pattern.compile("(?m)^.*(WARN|INFO).*presence.*$"));
    gate.complete(null);
    narrow.posts().await("one at work and three in line", 4, request -> request.mentions(mark));

    send(from, "narrow@gw.localhost", "message", "chat", mark + "after");
    narrow.post(mark + "after");
    assertThat(narrow.postsWith(mark)).hasSize(5);
    List<String> refused =
        bench.server().received().all(stanza -> from.equals(stanza.attribute("to"))).stream()
            .map(stanza -> String.valueOf(stanza.attribute("id")))
            .toList();
    assertThat(refused).containsExactly(mark + 4, mark + 5, mark + 6, mark + "last");
  }

  @Test
  void beyondTheLongestQueueIqsAreRefused() throws Exception {
    String from = WebhookBench.somebody();
    String mark = WebhookBench.newId();
    narrow.answers(request -> WebhookAnswer.status(204).after(gate));
    for (int i = 0; i < 5; i++) {
      send(from, "narrow@gw.localhost", "iq", "set", mark + i);
      if (i == 0) {
        narrow.post(mark + 0);
      }
    }
    // A full lane of iqs is no full lane of messages.
    send(from, "narrow@gw.localhost", "message", "chat", mark + "m");

    WebhookBench.assertXml(StreamServer.xml(bench.reply(from, mark + 4)))
        .hasXPath("/iq[@type='error']/error[@type='wait']/e:resource-constraint");
    narrow.post(mark + "m");
    gate.complete(null);
    for (int i = 0; i < 4; i++) {
      assertThat(bench.reply(from, mark + i).attribute("type")).isEqualTo("result");
    }
  }

  @Test
  void theStreamIsReadWhileEveryConnectionHangs() throws Exception {
    bench.answers(request -> WebhookAnswer.status(204).after(gate));
    String mark = WebhookBench.newId();
    String body = "x".repeat(10_000);
    for (int i = 0; i < 500; i++) {
      bench.send(
          "<message from='%s%d@localhost' to='other@gw.localhost' type='chat' id='%s%d'><body>%s</body></message>"
              .formatted(mark, i, mark, i, body));
    }
    bench.webhook().posts().await("eight hang", 8, request -> request.mentions(mark));

    CompletableFuture<HttpResponse<String>> pong =
        CompletableFuture.supplyAsync(
            () ->
                bench
                    .gateway()
                    .post(
                        GatewayProcess.XML,
                        "<iq type='get' to='peer.localhost' id='%s-ping'><ping xmlns='urn:xmpp:ping'/></iq>"
                            .formatted(mark)));
    bench.reply("peer.localhost", mark + "-ping");
    bench.send(
        "<iq type='result' from='peer.localhost' to='gw.localhost' id='%s-ping'/>".formatted(mark));
    assertThat(pong.get(20, java.util.concurrent.TimeUnit.SECONDS).statusCode()).isEqualTo(200);

    bench.send(
        "<iq type='get' from='peer.localhost' to='gw.localhost' id='%s-back'><ping xmlns='urn:xmpp:ping'/></iq>"
            .formatted(mark));
    bench.reply("peer.localhost", mark + "-back");
    assertThat(bench.webhook().postsWith(mark)).hasSize(8);
    gate.complete(null);
    Awaitility.await("all are delivered")
        .until(() -> bench.webhook().postsWith(mark).size() == 500);
  }
}
