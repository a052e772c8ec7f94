package org.stanzagate.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The webhook, or the XMPP server, is away or out of its mind for a while, and comes back. */
@Tag("slow")
@OnWebhookBench
class DurableOutageIT {
  private static final int USERS = 10;

  private final int nobody = Ports.free();
  private final DurableBench bench;
  private Ledger ledger;
  private Chatter chatter;

  DurableOutageIT() throws IOException {
    bench =
        new DurableBench(
            """
            callbacks:
              - { name: down, to: [ down@gw.localhost ], url: 'http://127.0.0.1:%d/', delivery: durable }
              - { name: durable, url: '@WEBHOOK@/stanzas', delivery: durable, timeout: 1s }
            """
                .formatted(nobody));
    bench.start();
  }

  @AfterAll
  void stop() {
    bench.close();
  }

  @BeforeEach
  void begin() {
    begin(DurableBench.BOT);
  }

  private void begin(String bot) {
    ledger = new Ledger();
    chatter = new Chatter(bench.server(), ledger, bot, USERS);
  }

  @AfterEach
  void end() {
    chatter.close();
  }

  private WebhookAnswer accept(WebhookRequest request) {
    ledger.seen(request, true);
    return WebhookAnswer.status(204);
  }

  private Ledger.Account settle(String name) {
    return bench.settle(name, ledger);
  }

  private static void assertAllOnce(Ledger.Account account, int count) {
    assertThat(account.sent()).isEqualTo(count);
    assertThat(account.delivered()).isEqualTo(count);
    assertThat(account.duplicated()).isZero();
  }

  /** By itself: nobody flushes. */
  @Test
  void aWebhookThatWasDownGetsAllWhenItIsBack() throws Exception {
    begin("down@gw.localhost");
    chatter.send(200).get(60, TimeUnit.SECONDS);
    // What comes behind them is delivered, so that they were all stored before the webhook is up.
    bench.webhook().answers(request -> WebhookAnswer.status(204));
    bench.server().send(Ledger.message(1_000_000, "behind@localhost/x", DurableBench.BOT));
    bench.webhook().post("n-1000000");

    try (ScriptedWebhook back = ScriptedWebhook.start(nobody)) {
      back.answers(this::accept);
      Awaitility.await("all is delivered")
          .atMost(60, TimeUnit.SECONDS)
          .until(() -> ledger.isSettled());
    }

    assertAllOnce(ledger.settle("webhook down"), 200);
  }

  /** What a webhook does with the first request of each user. */
  static Stream<Rubbish> troubles() {
    return Stream.of(
        new Rubbish("never answers", WebhookAnswer.never()),
        new Rubbish("trickles", WebhookAnswer.trickle()),
        new Rubbish("closes", WebhookAnswer.closed()),
        new Rubbish("resets", WebhookAnswer.reset()),
        new Rubbish("half a head", WebhookAnswer.raw("HTTP/1.1 204 No Con").thenClose()),
        new Rubbish("half a body", WebhookAnswer.half("text/plain", "zebra")),
        new Rubbish("another protocol", WebhookAnswer.raw("SSH-2.0-OpenSSH_9.2\r\n").thenClose()),
        new Rubbish("no status", WebhookAnswer.raw("HTTP/1.1 abc OK\r\nContent-Length: 0\r\n\r\n")),
        new Rubbish("a head without end", WebhookAnswer.endlessHead()),
        new Rubbish("a body without end", WebhookAnswer.endlessBody()));
  }

  @ParameterizedTest
  @MethodSource("troubles")
  void troubleDelaysAndNoMore(Rubbish trouble) throws Exception {
    Set<Integer> troubled = ConcurrentHashMap.newKeySet();
    bench
        .webhook()
        .answers(
            request -> {
              boolean first =
                  Ledger.number(request) < USERS && troubled.add(Ledger.number(request));
              ledger.seen(request, !first);
              return first ? trouble.answer() : WebhookAnswer.status(204);
            });
    chatter.send(4 * USERS).get(60, TimeUnit.SECONDS);

    assertAllOnce(settle("webhook " + trouble), 4 * USERS);
    assertThat(troubled).hasSize(USERS);
  }

  /** It has accepted all the while, only nobody waited for it any more. */
  @Test
  void whatIsAnsweredTooLateIsRepeatedUnderTheSameId() throws Exception {
    CompletableFuture<Void> again = new CompletableFuture<>();
    Set<Integer> late = ConcurrentHashMap.newKeySet();
    AtomicInteger repeats = new AtomicInteger();
    bench
        .webhook()
        .answers(
            request -> {
              int number = Ledger.number(request);
              WebhookAnswer answer = accept(request);
              if (number < USERS && late.add(number)) {
                return answer.after(again);
              }
              if (number < USERS && repeats.incrementAndGet() == USERS) {
                again.complete(null);
              }
              return answer;
            });
    chatter.send(4 * USERS).get(60, TimeUnit.SECONDS);
    bench.flushUntil("each was repeated", () -> repeats.get() >= USERS);

    Ledger.Account account = settle("webhook answers too late");

    assertThat(account.delivered()).isEqualTo(4 * USERS);
    assertThat(account.duplicated()).isEqualTo(USERS);
  }

  @Test
  void aServerThatGoesAwayLosesOnlyWhatWasOnItsWay() throws Exception {
    Random random = new Random(11);
    bench.webhook().answers(this::accept);
    for (int i = 0; i < 3; i++) {
      int before = ledger.acceptedSoFar();
      int enough = before + 1 + random.nextInt(80);
      CompletableFuture<Void> sent = chatter.send(600);
      Awaitility.await("some is delivered")
          .pollInterval(1, TimeUnit.MILLISECONDS)
          .until(() -> ledger.acceptedSoFar() >= enough);
      bench.server().leave();
      bench.server().comeBack();
      sent.get(60, TimeUnit.SECONDS);
    }
    chatter.send(USERS).get(60, TimeUnit.SECONDS);

    Ledger.Account account = settle("server away 3 times");

    assertThat(account.sent()).isEqualTo(1_800 + USERS);
    assertThat(account.duplicated()).isZero();
    List<String> errors =
        bench.server().received().all().stream()
            .filter(stanza -> "error".equals(stanza.attribute("type")))
            .map(StreamServer::xml)
            .toList();
    assertThat(errors).isEmpty();
  }
}
