package org.stanzagate.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Which answers end a message's delivery, and which only delay it. */
@OnWebhookBench
class DurableFinalityIT {
  private final StoreFolder store = StoreFolder.create();
  private final WebhookBench bench =
      WebhookBench.startWith(
          store.yaml()
              + "callback: { name: durable, url: '@WEBHOOK@/stanzas', delivery: durable }");

  @AfterAll
  void stop() {
    bench.close();
    store.close();
  }

  @BeforeEach
  void well() {
    bench.answers(request -> WebhookAnswer.status(204));
  }

  static IntStream finalStatuses() {
    return IntStream.concat(
        IntStream.rangeClosed(400, 451)
            .filter(status -> !List.of(408, 409, 423, 425, 429).contains(status))
            .filter(
                status -> status < 419 || List.of(421, 422, 426, 428, 431, 451).contains(status)),
        IntStream.of(499));
  }

  private static Map<Integer, String> conditions() {
    return Map.ofEntries(
        Map.entry(401, "auth not-authorized"),
        Map.entry(402, "auth payment-required"),
        Map.entry(403, "auth forbidden"),
        Map.entry(404, "cancel item-not-found"),
        Map.entry(405, "cancel not-allowed"),
        Map.entry(406, "modify not-acceptable"),
        Map.entry(407, "auth registration-required"),
        Map.entry(410, "cancel gone"),
        Map.entry(412, "cancel conflict"),
        Map.entry(413, "modify resource-constraint"),
        Map.entry(414, "modify resource-constraint"),
        Map.entry(415, "cancel feature-not-implemented"),
        Map.entry(431, "modify resource-constraint"),
        Map.entry(451, "auth forbidden"));
  }

  @ParameterizedTest
  @MethodSource("finalStatuses")
  void isFinalAtOnce(int status) throws Exception {
    String from = WebhookBench.somebody();
    String[] error = conditions().getOrDefault(status, "modify bad-request").split(" ", 2);
    bench.answers(
        request ->
            request.mentions("first")
                ? WebhookAnswer.of(status, WebhookAnswer.TEXT, "not this one", "Retry-After: 1")
                : WebhookAnswer.status(204));
    String first = bench.say(from, "first");
    String next = bench.say(from, "next");

    List<String> sent = bench.allTo(from);

    WebhookBench.assertRefused(sent, error[0], error[1]);
    assertThat(sent.get(0)).contains("id='" + first + "'", "not this one");
    assertThat(bench.webhook().postsWith(first)).hasSize(1);
    assertThat(bench.webhook().postsWith(next)).hasSize(1);
  }

  /** All side by side, since each waits for a second. */
  @Test
  void othersAreTriedAgainAndTheSenderHearsNothing() throws Exception {
    Map<String, Integer> statuses = new LinkedHashMap<>();
    for (int status :
        new int[] {408, 409, 423, 425, 429, 500, 501, 502, 503, 504, 505, 507, 511, 599, 302}) {
      statuses.put(WebhookBench.somebody(), status);
    }
    ConcurrentHashMap<String, AtomicInteger> tries = new ConcurrentHashMap<>();
    bench.answers(
        request -> {
          String from =
              statuses.keySet().stream().filter(request::mentions).findFirst().orElseThrow();
          boolean isFirst =
              tries.computeIfAbsent(from, key -> new AtomicInteger()).incrementAndGet() == 1;
          return isFirst ? WebhookAnswer.status(statuses.get(from)) : WebhookAnswer.status(204);
        });
    for (String from : statuses.keySet()) {
      bench.say(from, "patience");
    }

    for (Map.Entry<String, Integer> status : statuses.entrySet()) {
      String from = status.getKey();
      assertThat(bench.allTo(from)).as("after %d", status.getValue()).isEmpty();
      List<WebhookRequest> posts =
          bench.webhook().posts().all(post -> post.mentions(from) && post.mentions("patience"));
      assertThat(posts).as("posts after %d", status.getValue()).hasSize(2);
      assertThat(posts.get(0).text()).isEqualTo(posts.get(1).text());
    }
  }

  /** Nobody may get an error for these. */
  static Stream<String> neverRefused() {
    String x = "<x xmlns='http://jabber.org/protocol/muc#user'/>";
    return Stream.of(
        "<presence @/>",
        "<presence @ type='subscribe'/>",
        "<presence @ type='unavailable'/>",
        "<message @ type='groupchat'><body>zebra</body></message>",
        "<message @ type='headline'><body>zebra</body></message>",
        "<message @ type='chat'><body>zebra</body>" + x + "</message>",
        "<message @ type='error'><error type='cancel'><gone xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></message>");
  }

  @ParameterizedTest
  @MethodSource("neverRefused")
  void someAreNeverRefused(String stanza) throws Exception {
    String from = WebhookBench.somebody();
    bench.answers(request -> WebhookAnswer.status(400));
    String id = WebhookBench.newId();
    bench.send(
        stanza.replaceFirst("@", "from='%s' to='bot@gw.localhost' id='%s'".formatted(from, id)));
    bench.webhook().post(id);

    assertThat(bench.allTo(from)).isEmpty();
    assertThat(bench.webhook().postsWith(id)).hasSize(1);
  }
}
