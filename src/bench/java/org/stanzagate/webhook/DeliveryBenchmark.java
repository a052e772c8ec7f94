package org.stanzagate.webhook;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * How many stanzas a second go through the gateway to a webhook that only counts, with direct and
 * with durable delivery, turn about; and whether all came, once and in the order of their
 * conversations.
 */
public final class DeliveryBenchmark {
  private static final Duration WARM_UP = Duration.ofSeconds(6);
  private static final Duration MEASURED = Duration.ofSeconds(8);
  private static final Duration LAST_ONES = Duration.ofSeconds(30);
  private static final int ROUNDS = 3;
  private static final int CONVERSATIONS = 200;

  /** Sent and not yet delivered, at most: what comes faster would only wait in memory. */
  private static final int WINDOW = 4_000;

  private static final List<String> DELIVERIES = List.of("direct", "durable");

  private DeliveryBenchmark() {}

  /** What came of a round. */
  private record Round(double rate, int sent, int lost, int duplicated, int misordered) {}

  /** Measures, and prints the medians with their ratio. */
  public static void main(String[] args) throws Exception {
    Map<String, List<Round>> rounds = new LinkedHashMap<>();
    System.out.println("delivery   stanzas/s      sent   lost  duplicated  misordered");
    for (int i = 0; i < ROUNDS; i++) {
      for (String delivery : DELIVERIES) {
        Round round = measure(delivery);
        rounds.computeIfAbsent(delivery, key -> new ArrayList<>()).add(round);
        System.out.printf(
            Locale.ROOT,
            "%-8s %11.0f %9d %6d %11d %11d%n",
            delivery,
            round.rate(),
            round.sent(),
            round.lost(),
            round.duplicated(),
            round.misordered());
      }
    }
    double direct = median(rounds.get("direct"));
    double durable = median(rounds.get("durable"));
    System.out.printf(
        Locale.ROOT,
        "median of %d: direct %.0f/s, durable %.0f/s, ratio %.2f%n",
        ROUNDS,
        direct,
        durable,
        durable / direct);
  }

  private static double median(List<Round> rounds) {
    return rounds.stream().mapToDouble(Round::rate).sorted().toArray()[rounds.size() / 2];
  }

  private static Round measure(String delivery) throws Exception {
    Path folder = Files.createTempDirectory("delivery-benchmark");
    Semaphore window = new Semaphore(WINDOW);
    try (CountingWebhook webhook = new CountingWebhook(CONVERSATIONS, window);
        MessageSource source = new MessageSource(CONVERSATIONS, window)) {
      Process gateway = start(folder, delivery, source.port(), webhook.port());
      try {
        source.accept();
        CompletableFuture<Void> sending = CompletableFuture.runAsync(() -> send(source));
        pause(WARM_UP, sending);
        int before = webhook.delivered();
        long start = System.nanoTime();
        pause(MEASURED, sending);
        int during = webhook.delivered() - before;
        double rate = during * 1e9 / (System.nanoTime() - start);
        source.end();
        sending.join();
        awaitLast(source, webhook);
        return new Round(
            rate,
            source.sent(),
            source.sent() - webhook.delivered(),
            webhook.duplicated(),
            webhook.misordered());
      } finally {
        gateway.destroy();
        gateway.waitFor(30, TimeUnit.SECONDS);
      }
    }
  }

  private static Process start(Path folder, String delivery, int server, int webhook)
      throws IOException {
    Path config =
        Files.writeString(
            folder.resolve("stanzagate.yml"),
            """
            component: { domain: gw.localhost, secret: benchmark, port: %d }
            http: { listen: "127.0.0.1:0" }
            callback:
              url: http://127.0.0.1:%d/
              content_type: application/xmpp+xml
              delivery: %s
            store: { url: "jdbc:sqlite:%s" }
            """
                .formatted(server, webhook, delivery, folder.resolve("store.db")));
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC",
            "-cp",
            System.getProperty("java.class.path"),
            "org.stanzagate.Main",
            "run",
            "--config",
            config.toString())
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("gateway.log").toFile())
        .start();
  }

  private static void send(MessageSource source) {
    try {
      source.send();
    } catch (IOException | InterruptedException e) {
      throw new CompletionException(e);
    }
  }

  /** Fails at once if the sending does. */
  private static void pause(Duration time, CompletableFuture<Void> sending) throws Exception {
    Thread.sleep(time.toMillis());
    if (sending.isDone()) {
      sending.join();
    }
  }

  private static void awaitLast(MessageSource source, CountingWebhook webhook) throws Exception {
    long end = System.nanoTime() + LAST_ONES.toNanos();
    while (webhook.delivered() < source.sent() && System.nanoTime() < end) {
      Thread.sleep(50);
    }
  }
}
