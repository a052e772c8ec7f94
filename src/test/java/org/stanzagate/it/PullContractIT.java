package org.stanzagate.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.stanzagate.it.PullBench.Update;
import org.stanzagate.xml.Element;

/** A bot that comes for its stanzas itself. The tests share its one queue, and leave it empty. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ExtendWith(FailureLogs.class)
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class PullContractIT {
  private final PullBench bench = new PullBench();

  PullContractIT() throws IOException {}

  @AfterAll
  void stop() {
    bench.close();
  }

  @BeforeEach
  void empty() {
    bench.drain();
  }

  @Test
  void stanzasComeInTheirOrderUnderIdsThatGrow() throws Exception {
    String id = bench.say("one");
    bench
        .server()
        .send(
            "<presence from='romeo@localhost/x' to='bot@gw.localhost'><show>away</show></presence>");
    bench.say("three");

    List<Update> updates = bench.await(3);

    assertThat(updates).hasSize(3).extracting(Update::id).isSorted().doesNotHaveDuplicates();
    assertThat(updates.get(0).stanza().path("kind").asString()).isEqualTo("message");
    assertThat(updates.get(0).stanza().path("type").asString()).isEqualTo("chat");
    assertThat(updates.get(0).stanza().path("from").asString()).isEqualTo("romeo@localhost/x");
    assertThat(updates.get(0).stanza().path("to").asString()).isEqualTo("bot@gw.localhost");
    assertThat(updates.get(0).stanza().path("id").asString()).isEqualTo(id);
    assertThat(updates.get(0).body()).isEqualTo("one");
    assertThat(updates.get(1).stanza().path("kind").asString()).isEqualTo("presence");
    assertThat(updates.get(1).stanza().path("show").asString()).isEqualTo("away");
    assertThat(updates.get(2).body()).isEqualTo("three");
  }

  @Test
  void onlyALaterAfterAcknowledges() throws Exception {
    bench.say("one");
    bench.say("two");
    bench.say("three");
    List<Update> all = bench.await(3);
    long first = all.get(0).id();
    long second = all.get(1).id();

    assertThat(bench.updates("")).isEqualTo(all);
    assertThat(bench.updates("after=" + (first - 1))).isEqualTo(all);
    assertThat(bench.updates("after=0")).isEqualTo(all);
    assertThat(bench.updates("after=" + first)).isEqualTo(all.subList(1, 3));
    assertThat(bench.updates("")).isEqualTo(all.subList(1, 3));
    assertThat(bench.updates("after=" + second)).isEqualTo(all.subList(2, 3));
    assertThat(bench.updates("after=" + first)).isEqualTo(all.subList(2, 3));
    assertThat(bench.updates("after=" + all.get(2).id())).isEmpty();
    assertThat(bench.updates("")).isEmpty();
  }

  @Test
  void noMoreComeThanTheLimit() throws Exception {
    for (int i = 0; i < 5; i++) {
      bench.say("number " + i);
    }
    List<Update> all = bench.await(5);

    assertThat(bench.updates("limit=1")).isEqualTo(all.subList(0, 1));
    assertThat(bench.updates("limit=2&after=" + all.get(0).id())).isEqualTo(all.subList(1, 3));
    assertThat(bench.updates("limit=100&after=" + all.get(2).id())).isEqualTo(all.subList(3, 5));
  }

  @Test
  void aPollWaitsForWhatComes() throws Exception {
    CompletableFuture<HttpResponse<String>> poll = bench.poll("wait=30");
    bench.say("worth the wait");

    List<Update> updates = PullBench.updates(poll.get(20, TimeUnit.SECONDS));

    assertThat(updates).extracting(Update::body).containsExactly("worth the wait");
  }

  @Test
  void aPollThatWaitsInVainIsEmpty() {
    long start = System.nanoTime();

    assertThat(bench.updates("wait=0")).isEmpty();
    assertThat(bench.updates("")).isEmpty();
    assertThat(bench.updates("wait=1")).isEmpty();

    assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(950));
  }

  @Test
  void whatIsThereIsNotWaitedFor() throws Exception {
    bench.say("here");
    bench.await(1);

    assertThat(PullBench.updates(bench.poll("wait=60").get(30, TimeUnit.SECONDS))).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 1_000_000, Long.MAX_VALUE})
  void anIdThatNobodyWasGivenIsAnError(long beyond) throws Exception {
    bench.say("still here");
    List<Update> all = bench.await(1);
    long after = beyond == Long.MAX_VALUE ? beyond : all.get(0).id() + beyond;

    HttpResponse<String> answer = bench.get(PullBench.PULLER, "updates?after=" + after);

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("after");
    assertThat(bench.updates("")).isEqualTo(all);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "after=-1",
        "after=",
        "after",
        "after=x",
        "after=1.5",
        "after=0x1",
        "after=%200",
        "after=%D9%A1",
        "after=99999999999999999999",
        "after=0&after=0",
        "limit=-1",
        "limit=",
        "limit=x",
        "limit=1.0",
        "limit=1e2",
        "limit=99999999999999999999",
        "limit=1&limit=2",
        "wait=-1",
        "wait=",
        "wait=x",
        "wait=0.5",
        "wait=99999999999999999999",
        "wait=0&wait=0"
      })
  void aParameterThatIsNoNumberInItsRangeIsAnError(String query) throws Exception {
    bench.say("still here");
    List<Update> all = bench.await(1);

    HttpResponse<String> answer = bench.get(PullBench.PULLER, "updates?" + query);

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
    assertThat(answer.body()).contains(query.split("=", 2)[0]);
    assertThat(bench.updates("")).isEqualTo(all);
  }

  @ParameterizedTest
  @ValueSource(strings = {"updates", "events"})
  void nobodyElseMayAsk(String path) throws Exception {
    bench.say("not for you");
    List<Update> all = bench.await(1);
    long last = all.get(0).id();

    HttpResponse<String> nobody = bench.gateway().send(HttpRequest.newBuilder(bench.url(path)));
    assertThat(nobody.statusCode()).isEqualTo(401);
    assertThat(nobody.headers().firstValue("WWW-Authenticate").orElse("")).contains("Bearer");
    assertThat(bench.get("d3JvbmcgdG9rZW4=", path).statusCode()).isEqualTo(401);
    assertThat(bench.get(GatewaySettings.TOKEN, path).statusCode()).isEqualTo(403);
    assertThat(bench.get(GatewaySettings.TOKEN, path + "?after=" + last).statusCode())
        .isEqualTo(403);
    assertThat(bench.updates("")).isEqualTo(all);
    assertThat(bench.updates(PullBench.BRIEF, "").toString()).doesNotContain("not for you");
  }

  @ParameterizedTest
  @ValueSource(strings = {"updates", "events"})
  void onlyGetIsAllowed(String path) {
    HttpResponse<String> answer =
        bench
            .gateway()
            .send(
                HttpRequest.newBuilder(bench.url(path))
                    .header("Authorization", "Bearer " + PullBench.PULLER)
                    .header("Content-Type", GatewayProcess.JSON)
                    .POST(HttpRequest.BodyPublishers.ofString("{}")));

    assertThat(answer.statusCode()).isEqualTo(405);
    assertThat(answer.headers().firstValue("Allow").orElse("")).contains("GET");
  }

  /** Whichever of the two the gateway sees first is the first. */
  @Test
  void aSecondPollerEndsTheFirst() throws Exception {
    CompletableFuture<HttpResponse<String>> one = bench.poll("wait=60");
    CompletableFuture<HttpResponse<String>> two = bench.poll("wait=60");
    CompletableFuture.anyOf(one, two).get(30, TimeUnit.SECONDS);
    CompletableFuture<HttpResponse<String>> ended = one.isDone() ? one : two;
    CompletableFuture<HttpResponse<String>> held = one.isDone() ? two : one;
    assertThat(ended.get().statusCode()).as(ended.get().body()).isEqualTo(409);
    assertThat(ended.get().body()).contains("conflict");
    assertThat(held).isNotDone();

    CompletableFuture<HttpResponse<String>> third = bench.poll("wait=60");
    assertThat(held.get(30, TimeUnit.SECONDS).statusCode()).isEqualTo(409);
    assertThat(third).isNotDone();
    bench.say("for the third");

    assertThat(PullBench.updates(third.get(30, TimeUnit.SECONDS)))
        .extracting(Update::body)
        .containsExactly("for the third");
  }

  @Test
  void whatNobodyComesForExpires() throws Exception {
    bench
        .server()
        .send(
            "<message from='romeo@localhost/x' to='brief@gw.localhost' id='brief'><body>x</body></message>");
    Update update =
        Awaitility.await("it is there")
            .until(() -> bench.updates(PullBench.BRIEF, ""), updates -> !updates.isEmpty())
            .get(0);

    Awaitility.await("it is gone").until(() -> bench.updates(PullBench.BRIEF, "").isEmpty());

    bench.server().send("<presence from='romeo@localhost/x' to='brief@gw.localhost' id='next'/>");
    Update next =
        Awaitility.await("the next is there")
            .until(() -> bench.updates(PullBench.BRIEF, ""), updates -> !updates.isEmpty())
            .get(0);
    assertThat(next.id()).isGreaterThan(update.id());
  }

  /** As it would be for a webhook, errors and receipts included. */
  @Test
  void everyKindIsKept() throws Exception {
    String error =
        "<error type='cancel'><gone xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>";
    bench
        .server()
        .send(
            "<message from='a@localhost' to='bot@gw.localhost' type='error' id='k1'>%s</message><message from='a@localhost' to='bot@gw.localhost' id='k2'><received xmlns='urn:xmpp:receipts' id='x'/></message><presence from='a@localhost' to='bot@gw.localhost' type='unavailable' id='k3'/><message from='a@localhost' to='bot@gw.localhost' type='groupchat' id='k4'><body>x</body></message><message from='a@localhost' to='bot@gw.localhost' id='k5'><odd xmlns='urn:example:odd'>&#x1f339;&lt;&amp;]]&gt;</odd></message>"
                .formatted(error));

    List<Update> updates = bench.await(5);

    assertThat(updates)
        .extracting(update -> update.stanza().path("id").asString())
        .containsExactly("k1", "k2", "k3", "k4", "k5");
    assertThat(updates.get(4).stanza().path("xml").get(0).asString())
        .contains("\ud83c\udf39&lt;&amp;]]&gt;");
    assertThat(bench.server().received().all(stanza -> "a@localhost".equals(to(stanza)))).isEmpty();
  }

  private static String to(Element stanza) {
    return String.valueOf(stanza.attribute("to"));
  }
}
