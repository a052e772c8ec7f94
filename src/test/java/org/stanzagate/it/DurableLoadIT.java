package org.stanzagate.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A gateway with little memory, and a store that holds more than that while the webhook is down.
 */
@Tag("slow")
@ExtendWith(FailureLogs.class)
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class DurableLoadIT {
  private static final String[] LITTLE = {"-Xmx64m", "-XX:+ExitOnOutOfMemoryError"};
  private static final int SENDERS = 20_000;
  private static final int LARGE = 60;
  private static final int LARGE_BYTES = 500_000;
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private final int nobody = Ports.free();
  private final DurableBench bench =
      new DurableBench(
          """
          callbacks:
            - { name: down, to: [ down@gw.localhost ], url: 'http://127.0.0.1:%d/', delivery: durable }
            - { name: durable, url: '@WEBHOOK@/', delivery: durable }
          """
              .formatted(nobody));

  DurableLoadIT() throws IOException {}

  @AfterEach
  void close() {
    bench.close();
  }

  private void assertLives() {
    assertThat(bench.gateway().isAlive()).isTrue();
    assertThat(bench.gateway().printed()).doesNotContain("OutOfMemory");
    assertThat(bench.server().streams()).isEqualTo(1);
  }

  /** What comes faster than it is stored may be refused, but then it isn't delivered. */
  @Test
  void aConversationForEachOfManySenders() throws Exception {
    Map<Integer, AtomicInteger> deliveries = new ConcurrentHashMap<>();
    bench.start(LITTLE);
    for (int i = 0; i < SENDERS; i++) {
      bench
          .server()
          .send(Ledger.message(i, "sender%d@localhost/x".formatted(i), "down@gw.localhost"));
    }
    Set<Integer> refused = awaitStored();
    assertLives();
    assertThat(refused).hasSizeLessThan(SENDERS / 2);

    try (ScriptedWebhook back = ScriptedWebhook.start(nobody)) {
      back.answers(
          request -> {
            deliveries
                .computeIfAbsent(Ledger.number(request), key -> new AtomicInteger())
                .incrementAndGet();
            return WebhookAnswer.status(204);
          });
      Awaitility.await("all are delivered")
          .atMost(PATIENCE)
          .pollInterval(500, TimeUnit.MILLISECONDS)
          .until(
              () -> {
                DurableBench.flush(bench.gateway(), "down");
                return deliveries.size() + refused.size() >= SENDERS;
              });
    }
    assertLives();
    int all = deliveries.values().stream().mapToInt(AtomicInteger::get).sum();
    System.out.printf(
        "a conversation each, webhook down: sent=%d refused=%d committed=%d delivered=%d duplicated=%d lost=0 out of order=0%n",
        SENDERS,
        refused.size(),
        SENDERS - refused.size(),
        deliveries.size(),
        all - deliveries.size());
    assertThat(deliveries.keySet()).noneMatch(refused::contains);
    assertThat(deliveries).hasSize(SENDERS - refused.size());
    assertThat(all).isEqualTo(deliveries.size());
  }

  /** Until a message that comes behind them is posted; gives the numbers of those refused. */
  private Set<Integer> awaitStored() {
    AtomicInteger next = new AtomicInteger(SENDERS);
    Awaitility.await("all are stored")
        .atMost(PATIENCE)
        .until(
            () -> {
              int number = next.getAndIncrement();
              bench.server().send(Ledger.message(number, "last@localhost/x", DurableBench.BOT));
              return !bench.webhook().posts().all().isEmpty();
            });
    return bench.server().received().all().stream()
        .peek(stanza -> assertThat(StreamServer.xml(stanza)).contains("type='wait'"))
        .map(stanza -> Integer.parseInt(stanza.attribute("id").substring(2)))
        .filter(number -> number < SENDERS)
        .collect(Collectors.toSet());
  }

  @Test
  void stanzasAsLargeAsTheyMayBe() throws Exception {
    AtomicBoolean accepts = new AtomicBoolean();
    Map<Integer, String> delivered = new ConcurrentHashMap<>();
    bench
        .webhook()
        .answers(
            request -> {
              if (accepts.get()) {
                delivered.put(Ledger.number(request), textOf(request.text()));
              }
              return WebhookAnswer.status(accepts.get() ? 204 : 503);
            });
    bench.start(LITTLE);
    for (int i = 0; i < LARGE; i++) {
      String message = Ledger.message(i, "large%d@localhost/x".formatted(i), DurableBench.BOT);
      bench.server().send(message.replaceFirst("<body>[^<]*", "<body>" + body(i)));
      bench.webhook().post("n-" + i + "'");
    }
    assertLives();
    accepts.set(true);
    bench.flushUntil("all are delivered", () -> delivered.size() == LARGE);

    assertLives();
    for (int i = 0; i < LARGE; i++) {
      assertThat(delivered.get(i).equals(body(i))).as("the body of number %d", i).isTrue();
    }
    assertThat(bench.server().received().all()).isEmpty();
  }

  private static String textOf(String stanza) {
    return stanza.substring(stanza.indexOf("<body>") + 6, stanza.indexOf("</body>"));
  }

  private static String body(int number) {
    return "%d-\u00fc\u20ac\ud83c\udf39-".formatted(number).repeat(LARGE_BYTES / 15);
  }
}
