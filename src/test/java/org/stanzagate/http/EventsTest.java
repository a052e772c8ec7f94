package org.stanzagate.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.stanzagate.http.PullUnderTest.get;
import static org.stanzagate.http.PullUnderTest.update;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.stanzagate.config.AuthConfig;
import org.stanzagate.http.PullUnderTest.Lines;
import org.stanzagate.listener.HttpLimits;

/** Server-sent events. */
@Timeout(60)
class EventsTest {
  private static final int MANY = 60;
  private static final AuthConfig AUTH = ServerUnderTest.TOKENS;

  @TempDir Path folder;

  private PullUnderTest pull;

  @BeforeEach
  void start() throws Exception {
    pull = new PullUnderTest(folder);
  }

  @AfterEach
  void stop() {
    pull.close();
  }

  /** More than the buffers of both sides' sockets can hold. */
  private static long manyLargeOnesCome(PullUnderTest pull) throws Exception {
    String large = "x".repeat(300_000);
    long last = 0;
    for (int i = 0; i < MANY; i++) {
      last = pull.comes("m" + i, large);
    }
    return last;
  }

  private Lines begin(String... headers) throws Exception {
    Lines lines = pull.events(headers);
    assertThat(lines.next()).isEqualTo("retry: 3000");
    assertThat(lines.next()).isEmpty();
    return lines;
  }

  private static void expect(Lines lines, long number, String id) throws Exception {
    assertThat(lines.next()).isEqualTo("id: " + number);
    assertThat(lines.next()).isEqualTo("data: " + update(number, id));
    assertThat(lines.next()).isEmpty();
  }

  @Test
  void whatIsThereAndWhatComesIsAnEventEach() throws Exception {
    long first = pull.comes("m1");
    long second = pull.comes("m2");
    Lines lines = begin();
    assertThat(lines.response.headers().firstValue("Content-Type")).contains("text/event-stream");
    assertThat(lines.response.headers().firstValue("Cache-Control")).contains("no-store");
    expect(lines, first, "m1");
    expect(lines, second, "m2");

    for (int i = 3; i < 20; i++) {
      expect(lines, pull.comes("m" + i), "m" + i);
    }
    assertThat(pull.mailbox.size()).isEqualTo(19);
  }

  @Test
  void onlyWhoComesBackWithLastEventIdAcknowledges() throws Exception {
    long first = pull.comes("m1");
    long second = pull.comes("m2");
    Lines lines = begin();
    expect(lines, first, "m1");
    expect(lines, second, "m2");

    expect(begin(), first, "m1");
    expect(begin("Last-Event-ID", Long.toString(first)), second, "m2");
    assertThat(pull.mailbox.size()).isEqualTo(1);
    expect(begin(), second, "m2");
  }

  @Test
  void anEventThatWasNeverSentIs400() throws Exception {
    pull.comes("m1");
    var beyond = pull.ask(get("events", "Last-Event-ID: 17\n"));
    assertThat(beyond.status()).isEqualTo(400);
    assertThat(beyond.header("Content-Type")).isEqualTo("application/json");
    assertThat(beyond.body())
        .contains("Last-Event-ID is 17, and the last id that was given is 0; leave it out");
    assertThat(pull.ask(get("events", "Last-Event-ID: one\n")).status()).isEqualTo(400);
    assertThat(pull.ask(get("events?after=1", "")).body())
        .contains("after: nothing of that name can be in the URL's query");
  }

  @Test
  void aHeartbeatShowsThatNothingIsWrong() throws Exception {
    try (PullUnderTest lively =
        new PullUnderTest(folder, AUTH, ServerUnderTest.PATIENT, Duration.ofMillis(20))) {
      Lines lines = lively.events();
      lines.next();
      lines.next();
      for (int i = 0; i < 3; i++) {
        assertThat(lines.next()).isEqualTo(":");
        assertThat(lines.next()).isEmpty();
      }
      long id = lively.comes("m1");
      String line = lines.next();
      while (line.equals(":") || line.isEmpty()) {
        line = lines.next();
      }
      assertThat(line).isEqualTo("id: " + id);
    }
  }

  @Test
  void anotherStreamEndsTheFirstWhichSaysWhy() throws Exception {
    Lines first = begin();
    Lines second = begin();
    assertThat(first.next()).isEqualTo("event: end");
    assertThat(first.next())
        .startsWith("data: {\"code\":409,")
        .contains("another poll, or stream of events, has begun");
    assertThat(first.next()).isEmpty();
    assertThat(first.next()).isEqualTo(Lines.END);

    expect(second, pull.comes("m1"), "m1");
  }

  @Test
  void aPollAndAStreamEndEachOther() throws Exception {
    try (RawClient poll = pull.http.client()) {
      poll.send(get("updates", ""));
      await().until(pull.mailbox::isConnected);
      Lines lines = begin();
      assertThat(poll.read().status()).isEqualTo(409);

      assertThat(pull.poll("?wait=0").status()).isEqualTo(200);
      assertThat(lines.next()).isEqualTo("event: end");
    }
  }

  @Test
  void aSlowReaderLeavesInTheStoreWhatItDoesNotRead() throws Exception {
    long last = manyLargeOnesCome(pull);
    try (RawClient slow = pull.http.client()) {
      slow.send(get("events", ""));
      await().until(() -> pull.mailbox.lastHandedOut() > 0);
      // Somebody else is served meanwhile, and long enough for a stream that doesn't wait.
      long before = pull.mailbox.lastHandedOut();
      for (int i = 0; i < 100; i++) {
        pull.ask("GET /healthz HTTP/1.1\nHost: localhost\n\n");
      }
      assertThat(pull.mailbox.lastHandedOut()).isLessThan(last - 10);
      assertThat(before).isPositive();
    }
    pull.awaitNobody();

    Lines lines = begin();
    for (long id = 1; id <= last; id++) {
      assertThat(lines.next()).isEqualTo("id: " + id);
      assertThat(lines.next()).contains("\"id\":\"m" + (id - 1) + "\"");
      assertThat(lines.next()).isEmpty();
    }
  }

  @Test
  void aReaderThatTakesNothingIsCutOff() throws Exception {
    HttpLimits impatient =
        new HttpLimits(16 * 1024, 100, 50_000_000, Duration.ofMillis(200), Duration.ofSeconds(60));
    try (PullUnderTest strict =
        new PullUnderTest(folder, AUTH, impatient, Duration.ofSeconds(15))) {
      manyLargeOnesCome(strict);
      try (RawClient stuck = strict.http.client()) {
        stuck.send(get("events", ""));
        await().until(strict.mailbox::isConnected);
        strict.awaitNobody();
      }
    }
  }

  @Test
  void aClientThatLeavesFreesItsPlace() throws Exception {
    HttpLimits few =
        new HttpLimits(16 * 1024, 1, 50_000_000, Duration.ofSeconds(30), Duration.ofSeconds(60));
    try (PullUnderTest narrow = new PullUnderTest(folder, AUTH, few, Duration.ofSeconds(15))) {
      for (int i = 0; i < 3; i++) {
        try (RawClient leaving = narrow.http.client()) {
          leaving.send(get("events", ""));
          await().until(narrow.mailbox::isConnected);
          assertThat(narrow.poll("?wait=0").status()).isEqualTo(503);
        }
        narrow.awaitNobody();
        await().until(() -> narrow.poll("?wait=0").status() == 200);
        narrow.awaitNobody();
      }
      narrow.comes("m1");
      assertThat(narrow.mailbox.lastHandedOut()).isZero();
    }
  }

  @Test
  void theEndOfTheGatewayEndsStreamsAtOnce() throws Exception {
    Lines lines = begin();
    expect(lines, pull.comes("m1"), "m1");
    pull.http.server.stop(Duration.ofMinutes(5));

    assertThat(lines.next()).isEqualTo(Lines.END);
  }

  @Test
  void aSlowReaderDoesNotHoldUpTheEnd() throws Exception {
    manyLargeOnesCome(pull);
    try (RawClient slow = pull.http.client()) {
      slow.send(get("events", ""));
      await().until(() -> pull.mailbox.lastHandedOut() > 0);
      pull.http.server.stop(Duration.ofMinutes(5));
      assertThat(pull.mailbox.size()).isEqualTo(MANY);
    }
  }

  @Test
  void aStoreThatFailsEndsTheStreamWhichSaysSo() throws Exception {
    pull.store.broken = true;
    Lines lines = begin();
    assertThat(lines.next()).isEqualTo("event: end");
    assertThat(lines.next()).startsWith("data: {\"code\":503,");
    assertThat(lines.next()).isEmpty();
    assertThat(lines.next()).isEqualTo(Lines.END);
  }
}
