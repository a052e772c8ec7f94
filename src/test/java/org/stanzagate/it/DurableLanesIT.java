package org.stanzagate.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A conversation that can't be delivered: who waits behind it, who doesn't, and what it sends. */
@Tag("slow")
@OnWebhookBench
class DurableLanesIT {
  private static final String KEY = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3";
  private static final String NARROW = "narrow@gw.localhost";

  private final StoreFolder store = StoreFolder.create();
  private final WebhookBench bench =
      WebhookBench.startWith(
          DurableBench.ADMIN_YAML
              + store.yaml()
              + """
              callbacks:
                - { name: narrow, to: [ %s ], url: '@WEBHOOK@/narrow', delivery: durable, max_queue: 3 }
                - { name: durable, url: '@WEBHOOK@/stanzas', delivery: durable, max_connections: 8, secret: whsec_%s }
              """
                  .formatted(NARROW, KEY));

  @AfterAll
  void stop() {
    bench.close();
    store.close();
  }

  /** Refuses what says that until the gate opens, and accepts the rest. */
  private void refuse(String text, CompletableFuture<Void> gate) {
    bench.answers(
        request -> WebhookAnswer.status(request.mentions(text) && !gate.isDone() ? 503 : 204));
  }

  /** These don't wait behind a message that fails. */
  static Stream<String> direct() {
    return Stream.of(
        "<message @ type='error'><error type='cancel'><gone xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></message>",
        "<presence @ type='error'><error type='cancel'><gone xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></presence>",
        "<message @><received xmlns='urn:xmpp:receipts' id='1'/></message>",
        "<iq @ type='result'/>",
        "<iq @ type='error'><error type='cancel'><gone xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>",
        "<iq @ type='set'><q xmlns='urn:example:q'/></iq>");
  }

  @ParameterizedTest
  @MethodSource("direct")
  void iqsErrorsAndReceiptsOvertake(String stanza) throws Exception {
    String from = WebhookBench.somebody();
    CompletableFuture<Void> gate = new CompletableFuture<>();
    refuse("stuck", gate);
    bench.webhook().post(bench.say(from, "stuck"));
    String behind = bench.say(from, "behind it");
    String id = WebhookBench.newId();

    bench.send(
        stanza.replaceFirst("@", "from='%s' to='bot@gw.localhost' id='%s'".formatted(from, id)));

    bench.webhook().post(id);
    if (stanza.contains("type='set'")) {
      assertThat(bench.reply(from, id).attribute("type")).isEqualTo("result");
    }
    assertThat(bench.webhook().postsWith(behind)).isEmpty();
    gate.complete(null);
    bench.webhook().post(behind);
    assertThat(bench.webhook().postsWith(id)).hasSize(1);
  }

  /** Fifty that fail wait out of the way of others, though there are eight connections only. */
  @Test
  void conversationsThatFailDelayNoOther() throws Exception {
    CompletableFuture<Void> gate = new CompletableFuture<>();
    refuse("stuck", gate);
    List<String> stuck =
        Stream.generate(WebhookBench::somebody)
            .limit(50)
            .map(from -> sayOrFail(from, "stuck"))
            .toList();
    stuck.forEach(id -> bench.webhook().post(id));

    for (int i = 0; i < 50; i++) {
      bench.webhook().post(bench.say(WebhookBench.somebody(), "passing by"));
    }

    gate.complete(null);
    DurableBench.flush(bench.gateway(), "durable");
    for (String id : stuck) {
      bench.webhook().posts().await("the second try", 2, request -> request.mentions(id));
    }
  }

  private String sayOrFail(String from, String body) {
    try {
      return bench.say(from, body);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void anAttemptThatHangsDelaysNoOther() throws Exception {
    String stuck = WebhookBench.somebody();
    CompletableFuture<Void> gate = new CompletableFuture<>();
    bench.answers(
        request ->
            request.mentions(stuck)
                ? WebhookAnswer.status(204).after(gate)
                : WebhookAnswer.status(204));
    bench.webhook().post(bench.say(stuck, "hold the line"));
    String next = bench.say(stuck, "me too");
    for (int i = 0; i < 30; i++) {
      bench.webhook().post(bench.say(WebhookBench.somebody(), "passing by"));
    }

    assertThat(bench.webhook().postsWith(next)).isEmpty();
    gate.complete(null);
    bench.webhook().post(next);
  }

  @Test
  void eachTryHasTheSameIdAndATimeAndSignatureOfItsOwn() throws Exception {
    String from = WebhookBench.somebody();
    CompletableFuture<Void> gate = new CompletableFuture<>();
    refuse("sign here", gate);
    String id = bench.say(from, "sign here");
    String next = bench.say(from, "and there");

    List<WebhookRequest> tries =
        bench.webhook().posts().await("three tries", 3, request -> request.mentions(id));
    gate.complete(null);
    WebhookRequest other = bench.webhook().post(next);

    for (WebhookRequest one : tries) {
      assertThat(one.header("webhook-id").orElseThrow())
          .startsWith("msg_")
          .doesNotContain(id)
          .isEqualTo(tries.get(0).header("webhook-id").orElseThrow());
      assertThat(one.text()).isEqualTo(tries.get(0).text());
      assertThat(one.header("webhook-signature")).contains("v1," + signature(one));
      assertThat(time(one))
          .isBetween(Instant.now().minusSeconds(120), Instant.now().plusSeconds(5));
    }
    // Three seconds, less a fifth, lie between them.
    assertThat(time(tries.get(2))).isAfter(time(tries.get(0)));
    assertThat(other.header("webhook-id")).isNotEqualTo(tries.get(0).header("webhook-id"));
  }

  private static Instant time(WebhookRequest request) {
    return Instant.ofEpochSecond(Long.parseLong(request.header("webhook-timestamp").orElseThrow()));
  }

  private static String signature(WebhookRequest request) throws Exception {
    String head =
        "%s.%s."
            .formatted(
                request.header("webhook-id").orElseThrow(),
                request.header("webhook-timestamp").orElseThrow());
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(Base64.getDecoder().decode(KEY), "HmacSHA256"));
    mac.update(head.getBytes(UTF_8));
    return Base64.getEncoder().encodeToString(mac.doFinal(request.bytes()));
  }

  @Test
  void beyondTheLongestQueueTheRestIsRefusedAndWhatIsInItIsKept() throws Exception {
    String from = WebhookBench.somebody();
    String mark = WebhookBench.newId();
    CompletableFuture<Void> gate = new CompletableFuture<>();
    refuse(mark, gate);
    for (int i = 0; i < 8; i++) {
      send(from, "message", "chat", mark + i);
      if (i == 0) {
        bench.webhook().post(mark + 0);
      }
    }
    send(from, "presence", "unavailable", mark + "p");
    send(from, "message", "groupchat", mark + "g");

    // Whether the one that is tried counts among those that wait isn't said.
    WebhookBench.assertXml(StreamServer.xml(bench.reply(from, mark + 7)))
        .hasXPath("/message[@type='error']/error[@type='wait']/e:resource-constraint");
    bench.gateway().awaitLog(Pattern.compile("(?m)^.*(WARN|INFO).*presence.*$"));
    List<String> refused =
        bench.server().received().all(stanza -> from.equals(stanza.attribute("to"))).stream()
            .map(stanza -> String.valueOf(stanza.attribute("id")))
            .toList();
    assertThat(refused).endsWith(mark + 4, mark + 5, mark + 6, mark + 7).hasSizeBetween(4, 5);
    assertThat(refused).doesNotContain(mark + "p", mark + "g");
    gate.complete(null);
    DurableBench.flush(bench.gateway(), "narrow");
    List<String> kept = Stream.of(0, 1, 2, 3).limit(8 - refused.size()).map(i -> mark + i).toList();
    kept.forEach(id -> bench.webhook().post(id));
    send(from, "message", "chat", mark + "after");
    bench.webhook().post(mark + "after");
    assertThat(bench.webhook().postsWith(mark + "p")).isEmpty();
    assertThat(bench.webhook().postsWith(mark + "g")).isEmpty();
    assertThat(bench.webhook().postsWith(mark + 7)).isEmpty();
  }

  private void send(String from, String kind, String type, String id) throws Exception {
    bench.send(
        "<%1$s from='%2$s' to='%3$s' id='%4$s' type='%5$s'/>"
            .formatted(kind, from, NARROW, id, type));
  }

  /** The reply goes out once, for the one time that the message was accepted. */
  @Test
  void theReplyComesFromTheTryThatSucceeds() throws Exception {
    String from = WebhookBench.somebody();
    CompletableFuture<Void> first = new CompletableFuture<>();
    bench.answers(
        request ->
            first.complete(null)
                ? WebhookAnswer.of(
                    503, WebhookAnswer.XML, "<message><body>not this</body></message>")
                : WebhookAnswer.text("but this"));
    bench.send(
        "<message from='%s' to='bot@gw.localhost' type='chat' id='r1'><body>x</body><request xmlns='urn:xmpp:receipts'/></message>"
            .formatted(from));
    first.get(20, TimeUnit.SECONDS);

    List<String> sent = bench.allTo(from);

    assertThat(sent).hasSize(2);
    WebhookBench.assertXml(sent.get(0)).hasXPath("/message/r:received[@id='r1']");
    WebhookBench.assertXml(sent.get(1)).hasXPath("/message/body[.='but this']");
  }
}
