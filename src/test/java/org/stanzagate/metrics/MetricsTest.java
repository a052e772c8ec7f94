package org.stanzagate.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.stanzagate.component.Disconnect;
import org.stanzagate.component.ReplyListener.End;
import org.stanzagate.component.ScriptedStream;
import org.stanzagate.listener.TextContent;
import org.stanzagate.outbox.CallbackState;
import org.stanzagate.stanza.Kind;

@Timeout(30)
class MetricsTest {
  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

  private final ScriptedStream stream = new ScriptedStream();
  private final Metrics metrics = new Metrics("1.2.3");
  private final OneCallback callbacks = new OneCallback();

  @BeforeEach
  void watch() {
    metrics.watch(stream, callbacks);
    metrics.watchJvm();
  }

  @AfterEach
  void close() {
    metrics.close();
  }

  private List<String> lines() {
    return metrics.text("").join().text().lines().toList();
  }

  @Test
  void stanzasAreCountedByKindAndTheStreamHasItsState() {
    stream.received(Kind.MESSAGE, NOON);
    stream.received(Kind.MESSAGE, NOON.plusSeconds(5));
    stream.sent(Kind.IQ);
    stream.opened(Instant.EPOCH);
    stream.ended(new Disconnect(NOON, Disconnect.Reason.BROKEN, "the connection broke (x)"));
    stream.opened(Instant.EPOCH);
    assertThat(lines())
        .contains(
            "stanzagate_stanzas_received_total{kind=\"message\"} 2.0",
            "stanzagate_stanzas_received_total{kind=\"iq\"} 0.0",
            "stanzagate_stanzas_sent_total{kind=\"iq\"} 1.0",
            "stanzagate_stream_up 1.0",
            "stanzagate_stream_reconnects_total 1.0",
            "stanzagate_stream_disconnects_total{reason=\"broken\"} 1.0",
            "stanzagate_stream_disconnects_total{reason=\"tls\"} 0.0",
            "stanzagate_stream_last_disconnect{reason=\"broken\"} 1.0",
            "stanzagate_stream_last_disconnect{reason=\"closed\"} 0.0",
            "stanzagate_stream_last_stanza_timestamp_seconds "
                + NOON.plusSeconds(5).getEpochSecond() / 1e9
                + "E9",
            "stanzagate_build_info{version=\"1.2.3\"} 1");
    stream.connected = false;
    stream.ended(new Disconnect(NOON, Disconnect.Reason.CLOSED, "the server closed the stream"));
    assertThat(lines())
        .contains(
            "stanzagate_stream_up 0.0",
            "stanzagate_stream_last_disconnect{reason=\"broken\"} 0.0",
            "stanzagate_stream_last_disconnect{reason=\"closed\"} 1.0");
  }

  @Test
  void iqsThatWereWaitedForHaveTheirTimesAndMessagesDont() {
    metrics.replies().ended(Kind.IQ, End.ANSWERED, Duration.ofMillis(50));
    metrics.replies().ended(Kind.MESSAGE, End.TIMEOUT, Duration.ofSeconds(5));
    assertThat(lines())
        .contains(
            "stanzagate_iq_seconds_count{end=\"answered\"} 1",
            "stanzagate_iq_seconds_sum{end=\"answered\"} 0.05",
            "stanzagate_iq_seconds_bucket{end=\"answered\",le=\"0.025\"} 0",
            "stanzagate_iq_seconds_bucket{end=\"answered\",le=\"0.1\"} 1",
            "stanzagate_iq_seconds_count{end=\"timeout\"} 0",
            "stanzagate_iqs_waiting 0.0");
  }

  @Test
  void requestsAreCountedByRouteAndStatus() {
    metrics.requests().over("/rest", 202, Duration.ofMillis(1));
    metrics.requests().over("/rest", 202, Duration.ofMillis(1));
    metrics.requests().over("none", 404, Duration.ofMillis(1));
    metrics.requests().over("/rest", 0, Duration.ofMillis(1));
    assertThat(lines())
        .contains(
            "stanzagate_http_requests_total{route=\"/rest\",status=\"202\"} 2.0",
            "stanzagate_http_requests_total{route=\"/rest\",status=\"none\"} 1.0",
            "stanzagate_http_requests_total{route=\"none\",status=\"404\"} 1.0",
            "stanzagate_http_request_seconds_count{route=\"/rest\"} 3");
  }

  @Test
  void aWebhookThatAnswersWithEveryNumberMakesNoSeriesWithoutEnd() {
    for (int status = 0; status < 5000; status++) {
      metrics.posts().posted("bots", status, Duration.ofMillis(3));
    }
    List<String> series =
        lines().stream().filter(l -> l.startsWith("stanzagate_webhook_requests_total{")).toList();
    assertThat(series)
        .hasSize(502)
        .contains(
            "stanzagate_webhook_requests_total{callback=\"bots\",status=\"200\"} 1.0",
            "stanzagate_webhook_requests_total{callback=\"bots\",status=\"none\"} 1.0",
            "stanzagate_webhook_requests_total{callback=\"bots\",status=\"other\"} 4499.0");
  }

  @Test
  void queuesAreThoseOfTheCallbacksThatThereAreNow() {
    callbacks.states =
        CompletableFuture.completedFuture(List.of(state("a", 3, 90), state("b", 0, null)));
    assertThat(lines())
        .contains(
            "stanzagate_callback_queue_length{callback=\"a\"} 3.0",
            "stanzagate_callback_oldest_age_seconds{callback=\"a\"} 90.0",
            "stanzagate_callback_queue_length{callback=\"b\"} 0.0",
            "stanzagate_callback_oldest_age_seconds{callback=\"b\"} 0.0");
    callbacks.states = CompletableFuture.completedFuture(List.of(state("b", 1, 2)));
    assertThat(lines())
        .contains("stanzagate_callback_queue_length{callback=\"b\"} 1.0")
        .noneMatch(line -> line.contains("callback=\"a\""));
  }

  @Test
  void aStoreThatFailsOrHangsLeavesOutNoMoreThanItsOwn() {
    callbacks.states = CompletableFuture.failedFuture(new IllegalStateException("disk"));
    assertThat(lines()).contains("stanzagate_stream_up 1.0");
    callbacks.states = new CompletableFuture<>();
    assertThat(lines())
        .contains("stanzagate_stream_up 1.0")
        .noneMatch(line -> line.startsWith("stanzagate_callback_queue_length{"));
  }

  @Test
  void namesThatComeAndGoWithReloadsLeaveNothingBehind() {
    for (int i = 0; i < 500; i++) {
      String name = "bot" + i;
      callbacks.states = CompletableFuture.completedFuture(List.of(state(name, 1, 1)));
      metrics.posts().posted(name, 204, Duration.ofMillis(3));
      metrics.posts().posted(name, 503, Duration.ofMillis(3));
      assertThat(lines()).contains(webhook(name, "204", 1), webhook(name, "503", 1));
    }
    assertThat(lines().stream().filter(line -> line.contains("callback=\"")))
        .allMatch(line -> line.contains("\"bot499\""))
        .hasSizeLessThan(20);
    callbacks.states = CompletableFuture.failedFuture(new IllegalStateException("disk"));
    assertThat(lines()).as("nobody knows what is gone").contains(webhook("bot499", "204", 1));
  }

  private static String webhook(String callback, String status, int number) {
    return "stanzagate_webhook_requests_total{callback=\""
        + callback
        + "\",status=\""
        + status
        + "\"} "
        + number
        + ".0";
  }

  @Test
  void eachOfOurOwnHasAHelpAndATypeAndAName() {
    metrics.requests().over("/rest", 202, Duration.ofMillis(1));
    metrics.posts().posted("bots", 200, Duration.ofMillis(1));
    String text = metrics.text("").join().text();
    Set<String> helped = new TreeSet<>();
    for (String line : text.lines().filter(l -> l.startsWith("# HELP stanzagate_")).toList()) {
      String[] parts = line.split(" ", 4);
      assertThat(parts).as(line).hasSize(4);
      assertThat(parts[3]).as(line).isNotBlank();
      assertThat(text).contains("# TYPE " + parts[2] + " ");
      helped.add(parts[2]);
    }
    assertThat(helped).hasSizeGreaterThan(15);
    assertThat(text.lines().filter(line -> line.startsWith("# TYPE stanzagate_")))
        .filteredOn(line -> line.endsWith(" counter"))
        .hasSizeGreaterThanOrEqualTo(6)
        .allMatch(line -> line.contains("_total "));
  }

  @Test
  void theReaderChoosesTheFormat() {
    assertThat(metrics.text("").join().type()).startsWith("text/plain; version=0.0.4");
    assertThat(metrics.text("*/*").join().type()).startsWith("text/plain; version=0.0.4");
    TextContent open =
        metrics.text("application/openmetrics-text;version=1.0.0,text/plain;q=0.5").join();
    assertThat(open.type()).startsWith("application/openmetrics-text; version=1.0.0");
    assertThat(open.text()).endsWith("# EOF\n").contains("stanzagate_stream_up 1.0");
    String protobuf =
        "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;"
            + "encoding=delimited;q=0.6,text/plain;q=0.5";
    assertThat(metrics.text(protobuf).join().text()).contains("# HELP stanzagate_stream_up ");
  }

  @Test
  void oneWhoLeavesTakesNothingFromTheOthersWhoAsk() {
    CompletableFuture<List<CallbackState>> store = new CompletableFuture<>();
    callbacks.states = store;
    CompletableFuture<TextContent> first = metrics.text("");
    CompletableFuture<TextContent> second = metrics.text("");
    first.cancel(false);
    assertThat(callbacks.asked).as("the store is asked once for both").hasValue(1);
    store.complete(List.of(state("a", 3, 90)));
    assertThat(second.join().text()).contains("queue_length{callback=\"a\"} 3.0");
  }

  @Test
  void nothingIsLostThatIsCountedWhileManyRead() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(6);
    List<Future<?>> all = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      int base = 100 * (i + 1);
      all.add(
          threads.submit(
              () -> {
                for (int n = 0; n < 20_000; n++) {
                  metrics.requests().over("/rest", base + n % 100, Duration.ofNanos(n));
                  metrics.posts().posted("bots", 200, Duration.ofNanos(n));
                }
              }));
    }
    for (int i = 0; i < 2; i++) {
      all.add(
          threads.submit(
              () -> {
                for (int n = 0; n < 50; n++) {
                  assertThat(lines()).contains("stanzagate_stream_up 1.0");
                }
              }));
    }
    for (Future<?> one : all) {
      one.get();
    }
    threads.shutdown();
    assertThat(lines())
        .contains(
            webhook("bots", "200", 80_000),
            "stanzagate_http_request_seconds_count{route=\"/rest\"} 80000",
            "stanzagate_http_requests_total{route=\"/rest\",status=\"404\"} 200.0");
  }

  @Test
  void theJvmIsThereToo() {
    assertThat(lines().stream().map(line -> line.replaceFirst("[{ ].*", "")))
        .contains(
            "jvm_memory_used_bytes",
            "jvm_memory_max_bytes",
            "jvm_threads_live_threads",
            "process_cpu_usage",
            "process_uptime_seconds",
            "process_files_open_files");
  }

  private static CallbackState state(String name, long queued, @Nullable Integer age) {
    return new CallbackState(
        name,
        "durable",
        queued,
        age == null ? null : Duration.ofSeconds(age),
        null,
        null,
        List.of());
  }
}
