package org.stanzagate.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.stanzagate.it.EventStream.Event;
import org.stanzagate.it.PullBench.Update;

/** The same queue as server-sent events. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ExtendWith(FailureLogs.class)
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class PullEventsIT {
  private final PullBench bench = new PullBench();

  PullEventsIT() throws IOException {}

  @AfterAll
  void stop() {
    bench.close();
  }

  @BeforeEach
  void empty() {
    bench.drain();
  }

  private static List<Event> await(EventStream stream, int count) {
    return stream.events().await("events", count, event -> true);
  }

  /** An event holds what an update does. */
  private static void assertSame(List<Event> events, List<Update> updates) {
    assertThat(events)
        .extracting(Event::number)
        .containsExactlyElementsOf(updates.stream().map(Update::id).toList());
    for (int i = 0; i < events.size(); i++) {
      assertThat(events.get(i).data()).contains(updates.get(i).body());
    }
  }

  @Test
  void whatIsThereAndWhatComesIsSentAtOnce() throws Exception {
    bench.say("before");
    bench.await(1);
    try (EventStream stream = bench.events()) {
      assertThat(stream.status()).isEqualTo(200);
      assertThat(stream.header("Content-Type")).startsWith("text/event-stream");
      assertThat(stream.header("Cache-Control")).contains("no-");
      stream.reading();
      await(stream, 1);
      bench.say("while it is open");
      bench.say("and more\nin lines");

      List<Event> events = await(stream, 3);

      assertThat(events).hasSize(3).extracting(Event::number).isSorted().doesNotHaveDuplicates();
      assertThat(events.get(0).data()).contains("before");
      assertThat(events.get(1).data()).contains("while it is open");
      assertThat(events.get(2).json().toString()).contains("and more\\nin lines");
    }
    assertThat(bench.updates("")).hasSize(3);
  }

  @Test
  void onlyLastEventIdAcknowledges() throws Exception {
    for (int i = 0; i < 4; i++) {
      bench.say("number " + i);
    }
    List<Update> all = bench.await(4);
    try (EventStream stream = bench.events().reading()) {
      assertSame(await(stream, 4), all);
    }
    try (EventStream again = bench.events().reading()) {
      assertSame(await(again, 4), all);
    }
    assertThat(bench.updates("")).isEqualTo(all);
    String second = Long.toString(all.get(1).id());
    try (EventStream later = bench.events("Last-Event-ID", second).reading()) {
      assertSame(await(later, 2), all.subList(2, 4));
    }
    assertThat(bench.updates("")).isEqualTo(all.subList(2, 4));
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "x", "1.5", "99999999999999999999", "1000000"})
  void aLastEventIdThatNobodyWasGivenIsAnError(String id) throws Exception {
    bench.say("still here");
    List<Update> all = bench.await(1);
    try (EventStream stream = bench.events("Last-Event-ID", id)) {
      assertThat(stream.status()).isEqualTo(400);
    }
    assertThat(bench.updates("")).isEqualTo(all);
  }

  @Test
  void theLastOneToConnectHasIt() throws Exception {
    try (EventStream first = bench.events().reading()) {
      try (EventStream second = bench.events().reading()) {
        first.awaitEnd();
        bench.say("for the second");
        await(second, 1);
        assertThat(first.events().all(event -> !event.id().isEmpty())).isEmpty();
        CompletableFuture<HttpResponse<String>> poll = bench.poll("wait=60");
        second.awaitEnd();
        assertThat(PullBench.updates(poll.get(30, TimeUnit.SECONDS))).hasSize(1);
      }
    }
  }

  @Test
  void anEventStreamEndsAPoll() throws Exception {
    CompletableFuture<HttpResponse<String>> poll = bench.poll("wait=60");
    // It may be there before the poll, which ends it then.
    try (EventStream one = bench.events().reading()) {
      CompletableFuture.anyOf(poll, CompletableFuture.runAsync(() -> awaitEnd(one)))
          .get(30, TimeUnit.SECONDS);
      try (EventStream other = bench.events().reading()) {
        assertThat(poll.get(30, TimeUnit.SECONDS).statusCode()).isEqualTo(409);
        bench.say("for the other");
        await(other, 1);
      }
    }
  }

  private static void awaitEnd(EventStream stream) {
    try {
      stream.awaitEnd();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  @Tag("slow")
  void theLineIsKeptAlive() throws Exception {
    try (EventStream stream = bench.events().reading()) {
      stream.comments().await("a comment each 15 s", comment -> true);
      assertThat(stream.hasEnded()).isFalse();
      assertThat(stream.events().all()).isEmpty();
    }
  }
}
