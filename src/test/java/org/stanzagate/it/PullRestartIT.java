package org.stanzagate.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.stanzagate.it.EventStream.Event;
import org.stanzagate.it.PullBench.Update;

/** What a puller hasn't acknowledged outlives the process, and is not all in its memory. */
@Tag("slow")
@ExtendWith(FailureLogs.class)
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class PullRestartIT {
  private static final int MANY = 10_000;
  private static final String FILLING = "z".repeat(4_000);

  @Test
  void aKillKeepsWhatIsUnacknowledgedAndIdsAreNeverUsedAgain() throws Exception {
    try (PullBench bench = new PullBench()) {
      List<Update> all = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        bench.say("number " + i);
      }
      all.addAll(bench.await(20));
      bench.updates("after=" + all.get(9).id());
      bench.killAndStart();

      assertThat(bench.updates("")).isEqualTo(all.subList(10, 20));
      long last = bench.drain();
      assertThat(last).isEqualTo(all.get(19).id());
      bench.killAndStart();

      assertThat(bench.updates("")).isEmpty();
      assertThat(bench.updates("after=" + last)).isEmpty();
      assertThat(bench.get(PullBench.PULLER, "updates?after=" + (last + 1)).statusCode())
          .isEqualTo(400);
      bench.say("after it was empty");
      Update next = bench.await(1).get(0);
      assertThat(next.id()).isGreaterThan(last);
      bench.stopAndStart();

      assertThat(bench.updates("")).containsExactly(next);
      assertThat(bench.drain()).isEqualTo(next.id());
      bench.stopAndStart();
      bench.say("the last");
      assertThat(bench.await(1).get(0).id()).isGreaterThan(next.id());
      System.out.println(
          "pulling, killed twice, ended twice: sent=22 committed=22 delivered=22 duplicated=0 lost=0 out of order=0");
    }
  }

  /** A poll and an event stream are open when it ends: they end too, and keep nobody waiting. */
  @Test
  void thoseWhoWaitAreToldWhenItEnds() throws Exception {
    try (PullBench bench = new PullBench();
        EventStream events = EventStream.open(bench.url("events"), PullBench.BRIEF).reading()) {
      CompletableFuture<HttpResponse<String>> poll = bench.poll("wait=60");
      Awaitility.await("it is held")
          .until(
              () -> {
                bench.say("x");
                return poll.isDone();
              });
      long last = bench.drain();
      CompletableFuture<HttpResponse<String>> next = bench.poll("wait=60&after=" + last);
      bench.stopAndStart();

      events.awaitEnd();
      assertThat(next.handle((answer, broken) -> true).get(30, TimeUnit.SECONDS)).isTrue();
      assertThat(bench.gateway().get("/readyz")).isEqualTo(200);
    }
  }

  @Test
  void aSlowReaderOfALongQueueCostsLittleMemory() throws Exception {
    try (PullBench bench = new PullBench("-Xmx64m", "-XX:+ExitOnOutOfMemoryError");
        EventStream slow = bench.events()) {
      for (int i = 0; i < MANY; i++) {
        bench
            .server()
            .send(
                "<message from='user%d@localhost/x' to='bot@gw.localhost' type='chat' id='m%d'><body>%d %s</body></message>"
                    .formatted(i % 20, i, i, FILLING));
      }
      // What comes behind them is answered, and they are all taken.
      bench
          .server()
          .send(
              "<iq from='a@localhost' to='gw.localhost' type='get' id='behind'><ping xmlns='urn:xmpp:ping'/></iq>");
      assertThat(bench.sent("behind").attribute("type")).isEqualTo("result");
      assertThat(slow.events().all()).isEmpty();

      slow.reading();
      // What comes faster than it is stored may be refused, but then it isn't kept.
      Awaitility.await("each has come, or was refused")
          .atMost(60, TimeUnit.SECONDS)
          .pollInterval(200, TimeUnit.MILLISECONDS)
          .until(() -> slow.events().all().size() + refused(bench).size() >= MANY);

      Set<String> refused = refused(bench);
      List<Event> events = slow.events().all();
      assertThat(refused).hasSizeLessThan(MANY / 2);
      assertThat(events).extracting(Event::number).isSorted().doesNotHaveDuplicates();
      assertThat(events)
          .extracting(event -> event.data().replaceAll("(?s).*\"(\\d+) z.*", "$1"))
          .containsExactlyElementsOf(
              IntStream.range(0, MANY)
                  .mapToObj(String::valueOf)
                  .filter(number -> !refused.contains("m" + number))
                  .toList());
      System.out.printf(
          "a slow reader: sent=%d refused=%d committed=%d delivered=%d duplicated=0 lost=0 out of order=0%n",
          MANY, refused.size(), MANY - refused.size(), events.size());
      assertThat(bench.gateway().printed()).doesNotContain("OutOfMemory");
      assertThat(bench.server().streams()).isEqualTo(1);
    }
  }

  private static Set<String> refused(PullBench bench) {
    return bench
        .server()
        .received()
        .all(stanza -> "error".equals(stanza.attribute("type")))
        .stream()
        .map(stanza -> String.valueOf(stanza.attribute("id")))
        .collect(Collectors.toSet());
  }

  /** It reads nothing for ever; others go on. */
  @Test
  void aReaderWhoReadsNothingHoldsNobodyUp() throws IOException, InterruptedException {
    try (PullBench bench = new PullBench();
        RawConnection deaf = RawConnection.openNarrow(bench.gateway().base())) {
      deaf.send(
          "GET /rest/events HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer %s\r\n\r\n"
              .formatted(PullBench.PULLER));
      for (int i = 0; i < 2_000; i++) {
        bench.say(FILLING);
      }
      try (EventStream other = bench.events().reading()) {
        other.events().await("all", 2_000, event -> true);
        assertThat(other.hasEnded()).isFalse();
      }
    }
  }
}
