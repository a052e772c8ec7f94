package org.stanzagate.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The gateway's process ends, by kill -9 or in order, with messages on their way, and another one
 * goes on with its store.
 */
@Tag("slow")
@ExtendWith(FailureLogs.class)
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class DurableKillIT {
  private static final int USERS = 20;
  private static final int MESSAGES = 2_000;
  private static final int KILLS = 5;

  private final Random random = new Random(20_250_601);
  private final DurableBench bench = DurableBench.ofOneCallback("@WEBHOOK@", "");
  private final Ledger ledger = bench.ledger();
  private final Chatter chatter = bench.chatter(USERS);

  DurableKillIT() throws Exception {}

  @AfterEach
  void close() {
    chatter.close();
    bench.close();
  }

  /** Half of the requests are accepted, at random. */
  private WebhookAnswer halfOfThem(WebhookRequest request) {
    boolean accepted;
    synchronized (random) {
      accepted = random.nextBoolean();
    }
    return answer(request, accepted);
  }

  private WebhookAnswer answer(WebhookRequest request, boolean accepted) {
    ledger.seen(request, accepted);
    return WebhookAnswer.status(accepted ? 204 : 503);
  }

  @Test
  void whatWasCommittedSurvivesKillsAtRandomMoments() throws Exception {
    AtomicInteger requests = new AtomicInteger();
    AtomicReference<CompletableFuture<Void>> moment =
        new AtomicReference<>(new CompletableFuture<>());
    AtomicInteger fatal = new AtomicInteger(Integer.MAX_VALUE);
    bench
        .webhook()
        .answers(
            request -> {
              WebhookAnswer answer = halfOfThem(request);
              if (requests.incrementAndGet() >= fatal.get()) {
                moment.get().complete(null);
              }
              return answer;
            });
    for (int life = 1; life <= KILLS; life++) {
      moment.set(new CompletableFuture<>());
      // Sometimes while they are still read, sometimes while they are delivered.
      fatal.set(requests.get() + 1 + random.nextInt(life % 2 == 0 ? 10 : 400));
      bench.start();
      CompletableFuture<Void> killed = moment.get().thenRunAsync(bench.gateway()::kill);
      CompletableFuture<Void> sent = chatter.send(MESSAGES / (KILLS + 1));
      bench.flushWhile(killed);
      assertThat(sent).isNotCompletedExceptionally();
    }
    fatal.set(Integer.MAX_VALUE);
    bench.start();
    chatter.send(MESSAGES - KILLS * (MESSAGES / (KILLS + 1))).get(60, TimeUnit.SECONDS);

    Ledger.Account account = bench.settle("killed %d times".formatted(KILLS));

    assertThat(account.sent()).isEqualTo(MESSAGES);
    assertThat(account.repeated()).as("repeats without a kill").isZero();
  }

  /** Nothing is delivered before the kill; but what is posted was committed, and all before it. */
  @Test
  void whatWasRefusedSoFarSurvivesAKill() throws Exception {
    bench.webhook().answers(request -> answer(request, false));
    bench.start();
    chatter.send(500).get(60, TimeUnit.SECONDS);
    String last = Ledger.message(500, "last@localhost/x", DurableBench.BOT);
    bench.server().trySend(last, stream -> ledger.sent(500, "last", stream));
    bench.webhook().post("n-500");
    bench.kill();
    bench.webhook().answers(request -> answer(request, true));
    bench.start();

    Ledger.Account account = bench.settle("killed before any was accepted");

    assertThat(account.committed()).isEqualTo(501);
    assertThat(account.delivered()).isEqualTo(501);
    assertThat(account.duplicated()).isZero();
  }

  @Test
  void nothingIsLostOrRepeatedWhenItEndsInOrder() throws Exception {
    bench.webhook().answers(this::halfOfThem);
    for (int life = 1; life <= 2; life++) {
      bench.start();
      int before = ledger.acceptedSoFar();
      CompletableFuture<Void> sent = chatter.send(400);
      bench.flushUntil("under way", () -> ledger.acceptedSoFar() > before + 100);
      bench.stop();
      assertThat(sent).isNotCompletedExceptionally();
    }
    bench.start();
    chatter.send(200).get(60, TimeUnit.SECONDS);

    Ledger.Account account = bench.settle("ended in order, twice");

    assertThat(account.sent()).isEqualTo(1_000);
    assertThat(account.inFlight()).isZero();
    assertThat(account.delivered()).isEqualTo(1_000);
    assertThat(account.duplicated()).isZero();
  }

  /** Whether their time-outs come while it ends, or never: the next process tries again. */
  @ParameterizedTest
  @ValueSource(strings = {"1s", "15s"})
  void aWebhookThatHangsDoesNotKeepItFromEnding(String timeout) throws Exception {
    try (DurableBench other = DurableBench.ofOneCallback("@WEBHOOK@", "timeout: " + timeout);
        Chatter users = other.chatter(USERS)) {
      other
          .webhook()
          .answers(
              request -> {
                other.ledger().seen(request, false);
                return WebhookAnswer.never();
              });
      other.start();
      users.send(3 * USERS).get(60, TimeUnit.SECONDS);
      other.webhook().posts().await("each user's first", USERS, request -> true);
      other.stop();
      other
          .webhook()
          .answers(
              request -> {
                other.ledger().seen(request, true);
                return WebhookAnswer.status(204);
              });
      other.start();

      Ledger.Account account = other.settle("ended while the webhook hung");

      assertThat(account.inFlight()).isZero();
      assertThat(account.delivered()).isEqualTo(3 * USERS);
      assertThat(account.duplicated()).isZero();
    }
  }
}
