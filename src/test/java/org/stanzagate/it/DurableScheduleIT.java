package org.stanzagate.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.IntFunction;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * When a message that couldn't be delivered is tried again, and how that ends. What takes its time
 * goes side by side: each user of a test has answers of his own.
 */
@Tag("slow")
@OnWebhookBench
class DurableScheduleIT {
  private static final String BRIEF = "brief@gw.localhost";
  private static final DateTimeFormatter HTTP_DATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);

  private final Map<String, Talk> talks = new ConcurrentHashMap<>();
  private final StoreFolder store = StoreFolder.create();
  private final int nobody = Ports.free();
  private final WebhookBench bench =
      WebhookBench.startWith(
          store.yaml()
              + """
              callbacks:
                - { name: gone, to: [ gone@gw.localhost ], url: 'http://127.0.0.1:%d/', delivery: durable, expire: 2s }
                - { name: brief, to: [ brief@gw.localhost ], url: '@WEBHOOK@/brief', delivery: durable, expire: 2s, timeout: 1s }
                - { name: durable, url: '@WEBHOOK@/stanzas', delivery: durable }
              """
                  .formatted(nobody));

  /** What comes from one user, when, and the answers, by the number of the request. */
  private record Talk(String from, List<Instant> arrivals, IntFunction<WebhookAnswer> answers) {
    WebhookAnswer next() {
      arrivals.add(Instant.now());
      return answers.apply(arrivals.size());
    }

    Duration pause(int number) {
      return Duration.between(arrivals.get(number - 1), arrivals.get(number));
    }
  }

  @AfterAll
  void stop() {
    bench.close();
    store.close();
  }

  @BeforeEach
  void listen() {
    bench.answers(
        request ->
            talks.values().stream()
                .filter(talk -> request.mentions(talk.from()))
                .findFirst()
                .map(Talk::next)
                .orElseGet(() -> WebhookAnswer.status(204)));
  }

  /** Somebody sends that to a bot. */
  private Talk begin(String stanza, String to, IntFunction<WebhookAnswer> answers)
      throws Exception {
    Talk talk = new Talk(WebhookBench.somebody(), new CopyOnWriteArrayList<>(), answers);
    talks.put(talk.from(), talk);
    String addresses = "from='%s' to='%s' id='%s'".formatted(talk.from(), to, id(talk));
    bench.send(stanza.replaceFirst("@", addresses));
    return talk;
  }

  private Talk say(String to, IntFunction<WebhookAnswer> answers) throws Exception {
    return begin("<message @ type='chat'><body>x</body></message>", to, answers);
  }

  private static String id(Talk talk) {
    return "of-" + talk.from().replaceAll("@.*", "-");
  }

  private List<WebhookRequest> posts(Talk talk, int count) {
    List<WebhookRequest> posts =
        bench
            .webhook()
            .posts()
            .await(count + " of " + talk.from(), count, post -> post.mentions(id(talk)));
    // The last of them is there before its answer, with which its time is noted.
    Awaitility.await("the time of the last").until(() -> talk.arrivals().size() >= count);
    return posts;
  }

  @Test
  void theFirstPausesAreOneTwoAndFourSeconds() throws Exception {
    Talk talk = say(WebhookBench.BOT, number -> WebhookAnswer.status(number < 4 ? 500 : 204));
    posts(talk, 4);

    // Less a fifth, and what a timer may be early.
    assertThat(talk.pause(1)).isGreaterThan(Duration.ofMillis(750));
    assertThat(talk.pause(2)).isGreaterThan(Duration.ofMillis(1_550));
    assertThat(talk.pause(3)).isGreaterThan(Duration.ofMillis(3_150));
    assertThat(bench.allTo(talk.from())).isEmpty();
  }

  private static IntFunction<WebhookAnswer> once(int status, String... headers) {
    return number ->
        number == 1 ? WebhookAnswer.status(status, headers) : WebhookAnswer.status(204);
  }

  @Test
  void retryAfterIsWaitedForAndWhatSaysNothingIsNot() throws Exception {
    Instant then = Instant.now().plusSeconds(6);
    Talk seconds = say(WebhookBench.BOT, once(503, "Retry-After: 4"));
    Talk busy = say(WebhookBench.BOT, once(429, "Retry-After: 3"));
    Talk date = say(WebhookBench.BOT, once(503, "Retry-After: " + HTTP_DATE.format(then)));
    Map<String, Talk> others = new LinkedHashMap<>();
    for (String value :
        List.of("soon", "-5", "1e3", "", "0", "1, 2", "Sun, 06 Nov 1994 08:49:37 GMT")) {
      others.put(value, say(WebhookBench.BOT, once(503, "Retry-After: " + value)));
    }

    posts(seconds, 2);
    posts(busy, 2);
    posts(date, 2);

    assertThat(seconds.pause(1)).isGreaterThan(Duration.ofMillis(3_900));
    assertThat(busy.pause(1)).isGreaterThan(Duration.ofMillis(2_900));
    // A date has whole seconds.
    assertThat(date.arrivals().get(1)).isAfter(then.minusMillis(1_100));
    for (Map.Entry<String, Talk> other : others.entrySet()) {
      posts(other.getValue(), 2);
      assertThat(bench.allTo(other.getValue().from())).as(other.getKey()).isEmpty();
    }
  }

  @Test
  void anotherConversationDoesNotWaitForRetryAfter() throws Exception {
    Talk told = say(WebhookBench.BOT, once(503, "Retry-After: 3600"));
    posts(told, 1);

    Talk other = say(WebhookBench.BOT, number -> WebhookAnswer.text("here"));

    assertThat(bench.allTo(other.from())).hasSize(1);
    assertThat(told.arrivals()).hasSize(1);
  }

  @Test
  void whatExpiresIsToldByTheLastAnswer() throws Exception {
    Map<String, Talk> talks = new LinkedHashMap<>();
    for (String row :
        List.of(
            "500 wait internal-server-error",
            "501 cancel feature-not-implemented",
            "503 cancel service-unavailable",
            "409 cancel conflict",
            "429 wait resource-constraint")) {
      int last = Integer.parseInt(row.split(" ", 2)[0]);
      talks.put(
          row,
          say(
              BRIEF,
              number ->
                  WebhookAnswer.of(number == 1 ? 507 : last, WebhookAnswer.TEXT, "still not")));
    }
    talks.put("0 wait remote-server-timeout", say(BRIEF, number -> WebhookAnswer.never()));
    talks.put("0 wait recipient-unavailable", say(BRIEF, number -> WebhookAnswer.reset()));

    for (Map.Entry<String, Talk> talk : talks.entrySet()) {
      String[] row = talk.getKey().split(" ", 3);
      String refusal = StreamServer.xml(bench.reply(talk.getValue().from(), id(talk.getValue())));
      WebhookBench.assertXml(refusal)
          .hasXPath(
              "/message[@type='error' and @from='%s']/error[@type='%s']/e:%s"
                  .formatted(BRIEF, row[1], row[2]));
      assertThat(refusal.contains("still not")).as(refusal).isEqualTo(!row[0].equals("0"));
    }
    for (Talk talk : talks.values()) {
      // One error, and nothing more is tried: what is behind it in the conversation is done.
      int tries = talk.arrivals().size();
      assertThat(tries).isPositive();
      assertThat(bench.allTo(talk.from(), BRIEF)).hasSize(1);
      assertThat(talk.arrivals()).hasSize(tries);
    }
  }

  @Test
  void theWholeConversationExpiresInItsOrderWhereNobodyListens() throws Exception {
    String from = WebhookBench.somebody();
    for (int i = 0; i < 3; i++) {
      bench.send(
          "<message from='%s' to='gone@gw.localhost' type='chat' id='gone-%d'><body>x</body></message>"
              .formatted(from, i));
    }

    String refusal = StreamServer.xml(bench.reply(from, "gone-0"));

    WebhookBench.assertXml(refusal)
        .hasXPath("/message[@type='error']/error[@type='wait']/e:recipient-unavailable");
    // Those behind it have waited as long.
    bench.reply(from, "gone-1");
    bench.reply(from, "gone-2");
    List<String> refused =
        bench.server().received().all(stanza -> from.equals(stanza.attribute("to"))).stream()
            .map(stanza -> String.valueOf(stanza.attribute("id")))
            .toList();
    assertThat(refused).containsExactly("gone-0", "gone-1", "gone-2");
  }

  @Test
  void someExpireInSilence() throws Exception {
    Map<String, Talk> talks = new LinkedHashMap<>();
    for (String stanza : DurableFinalityIT.neverRefused().toList()) {
      talks.put(stanza, begin(stanza, BRIEF, number -> WebhookAnswer.status(503)));
    }
    for (Map.Entry<String, Talk> talk : talks.entrySet()) {
      boolean isDirect = talk.getKey().contains("type='error'");
      posts(talk.getValue(), isDirect ? 1 : 2);
    }

    // What is said behind each in its conversation is done after it has expired.
    for (Map.Entry<String, Talk> talk : talks.entrySet()) {
      assertThat(bench.allTo(talk.getValue().from(), BRIEF)).as(talk.getKey()).isEmpty();
    }
  }
}
