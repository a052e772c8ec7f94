package org.stanzagate.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.stanzagate.it.PullBench.Update;
import org.stanzagate.xml.Element;

/** Iqs for a bot that comes for its stanzas itself: held as long as it may be there. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ExtendWith(FailureLogs.class)
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class PullIqIT {
  private static final int TRIES = 30;

  private final PullBench bench = new PullBench();

  PullIqIT() throws IOException {}

  @AfterAll
  void stop() {
    bench.close();
  }

  @BeforeEach
  void empty() {
    bench.drain();
  }

  private HttpResponse<String> answer(String id, String payload) {
    return bench
        .gateway()
        .send(
            HttpRequest.newBuilder(bench.url("").resolve("/rest"))
                .headers(
                    "Authorization",
                    "Bearer " + PullBench.PULLER,
                    "Content-Type",
                    GatewayProcess.XML)
                .POST(
                    HttpRequest.BodyPublishers.ofString(
                        "<iq type='result' from='bot@gw.localhost' to='romeo@localhost/x' id='%s'>%s</iq>"
                            .formatted(id, payload))));
  }

  private String condition(String id) {
    Element error = bench.sent(id);
    assertThat(error.attribute("type")).isEqualTo("error");
    assertThat(error.attribute("to")).isEqualTo("romeo@localhost/x");
    return error.element(StreamServer.CLIENT, "error").orElseThrow().elements().get(0).name();
  }

  private boolean isListed(String id) {
    return bench.updates("limit=100").stream()
        .anyMatch(update -> update.stanza().path("id").asString("").equals(id));
  }

  @Test
  void anIqIsAnsweredByAPost() throws Exception {
    try (EventStream events = bench.events().reading()) {
      String id = bench.ask();
      events.events().await("the iq", event -> event.data().contains(id));

      HttpResponse<String> posted = answer(id, "<pong xmlns='urn:example:q'/>");

      assertThat(posted.statusCode()).as(posted.body()).isEqualTo(202);
      Element result = bench.sent(id);
      assertThat(result.attribute("type")).isEqualTo("result");
      assertThat(result.attribute("from")).isEqualTo("bot@gw.localhost");
      assertThat(result.elements()).hasSize(1);
    }
    // Its time is over by then, and nothing more comes of it.
    String later = bench.ask();
    bench.sent(later);
    assertThat(bench.server().received().all(PullIqIT::isError))
        .extracting(stanza -> stanza.attribute("id"))
        .contains(later);
  }

  private static boolean isError(Element stanza) {
    return "error".equals(stanza.attribute("type"));
  }

  @Test
  void anIqReachesAPollThatWaits() throws Exception {
    CompletableFuture<HttpResponse<String>> poll = bench.poll("wait=60");
    // Until the poll is there, nobody is connected.
    for (int i = 0; i < TRIES && !poll.isDone(); i++) {
      String id = bench.ask();
      Awaitility.await("held or refused")
          .until(() -> poll.isDone() || !bench.server().received().all(is(id)).isEmpty());
    }

    Update update = PullBench.updates(poll.get(30, TimeUnit.SECONDS)).get(0);

    assertThat(update.stanza().path("kind").asString()).isEqualTo("iq");
    assertThat(update.stanza().path("ping").asBoolean()).isTrue();
    String id = update.stanza().path("id").asString();
    assertThat(answer(id, "").statusCode()).isEqualTo(202);
    assertThat(bench.sent(id).attribute("type")).isEqualTo("result");
  }

  private static java.util.function.Predicate<Element> is(String id) {
    return stanza -> id.equals(stanza.attribute("id"));
  }

  @Test
  void anIqThatNobodyAnswersInTimeIsAnErrorAndGone() throws Exception {
    try (EventStream events = bench.events().reading()) {
      String id = bench.ask();
      events.events().await("the iq", event -> event.data().contains(id));

      assertThat(condition(id)).isEqualTo("remote-server-timeout");
      assertThat(bench.server().received().all(is(id))).hasSize(1);
    }
    String message = bench.say("the only one");
    bench.await(1);
    assertThat(bench.updates("limit=100"))
        .extracting(update -> update.stanza().path("id").asString(""))
        .containsExactly(message);
  }

  /** Once it is known that nobody is there any more. */
  @Test
  void withoutAnybodyThereAnIqIsRefusedAndNotKept() throws Exception {
    String last = "";
    String condition = "";
    for (int i = 0; i < TRIES && !condition.equals("service-unavailable"); i++) {
      last = bench.ask();
      condition = condition(last);
    }
    assertThat(condition).isEqualTo("service-unavailable");
    assertThat(isListed(last)).isFalse();
  }

  @Test
  void aResultIsNotHeldButKept() throws Exception {
    bench
        .server()
        .send("<iq from='romeo@localhost/x' to='bot@gw.localhost' type='result' id='late'/>");

    Awaitility.await("it is there").until(() -> isListed("late"));

    assertThat(bench.server().received().all(is("late"))).isEmpty();
  }
}
