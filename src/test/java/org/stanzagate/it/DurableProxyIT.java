package org.stanzagate.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** A network that delays, cuts and halves, on the one side of the gateway or on the other. */
@Tag("slow")
@ExtendWith(FailureLogs.class)
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class DurableProxyIT {
  private static final int USERS = 10;
  private static final Duration DELAY = Duration.ofMillis(30);

  private final Random random = new Random(42);
  private final DurableBench bench = DurableBench.ofOneCallback("@PROXY@", "timeout: 1s");
  private final Ledger ledger = bench.ledger();
  private final Chatter chatter = bench.chatter(USERS);

  DurableProxyIT() throws Exception {}

  @AfterEach
  void close() {
    chatter.close();
    bench.close();
  }

  private void acceptAll() {
    bench
        .webhook()
        .answers(
            request -> {
              ledger.seen(request, true);
              return WebhookAnswer.status(204);
            });
  }

  private Map<String, Fault> faults() {
    Map<String, Fault> faults = new LinkedHashMap<>();
    faults.put("none", Fault.NONE);
    faults.put("delays", Fault.NONE.delayed(DELAY, DELAY));
    faults.put(
        "cuts requests", Fault.NONE.cutUpAfter(Fault.random(random, 5_000)).delayed(DELAY, DELAY));
    faults.put("resets requests", Fault.NONE.cutUpAfter(Fault.random(random, 5_000)).resetting());
    faults.put("cuts answers", Fault.NONE.cutDownAfter(Fault.random(random, 300)));
    faults.put("resets answers", Fault.NONE.cutDownAfter(Fault.random(random, 300)).resetting());
    return faults;
  }

  @Test
  void betweenGatewayAndWebhook() throws Exception {
    acceptAll();
    bench.start();
    for (Map.Entry<String, Fault> fault : faults().entrySet()) {
      int before = ledger.acceptedSoFar();
      bench.beforeWebhook().does(fault.getValue());
      chatter.send(100).get(60, TimeUnit.SECONDS);
      bench.flushUntil(fault.getKey(), () -> ledger.acceptedSoFar() >= before + 60);
    }
    for (Fault half :
        new Fault[] {
          Fault.NONE.withDown(Fault.Flow.SWALLOW),
          Fault.NONE.withUp(Fault.Flow.SWALLOW),
          Fault.NONE.withUp(Fault.Flow.STALL)
        }) {
      bench.beforeWebhook().does(half);
      int before = bench.beforeWebhook().connections();
      chatter.send(50).get(60, TimeUnit.SECONDS);
      // Each that gets no answer is given up, and comes back over a connection of its own.
      bench.flushUntil(
          "half a connection", () -> bench.beforeWebhook().connections() >= before + USERS);
    }
    bench.beforeWebhook().does(Fault.NONE);

    Ledger.Account account =
        bench.settle("bad network to the webhook, %d cuts".formatted(bench.beforeWebhook().cuts()));

    assertThat(account.delivered()).isEqualTo(750);
    assertThat(bench.beforeWebhook().cuts()).isGreaterThan(20);
  }

  @Test
  void betweenServerAndGateway() throws Exception {
    acceptAll();
    bench.throughTheProxy().start();
    FaultProxy proxy = bench.beforeServer();
    proxy.does(Fault.NONE.delayed(DELAY, DELAY));
    chatter.send(200).get(60, TimeUnit.SECONDS);
    bench.flushUntil("delayed", () -> ledger.acceptedSoFar() == 200);
    // 200 messages are longer than what comes before a cut.
    cutOnce(Fault.NONE.cutDownAfter(Fault.random(random, 20_000)));
    cutOnce(
        Fault.NONE.cutDownAfter(Fault.random(random, 20_000)).resetting().delayed(DELAY, DELAY));
    cutTheHeader(proxy);
    halve(proxy);
    chatter.send(USERS).get(60, TimeUnit.SECONDS);

    Ledger.Account account =
        bench.settle("bad network to the server, %d cuts".formatted(proxy.cuts()));

    assertThat(account.sent()).isEqualTo(800 + USERS);
    assertThat(account.duplicated()).isZero();
  }

  private void cutOnce(Fault fault) throws Exception {
    int before = bench.beforeServer().cuts();
    bench.beforeServer().does(fault);
    CompletableFuture<Void> sent = chatter.send(200);
    bench.flushUntil("a cut", () -> bench.beforeServer().cuts() > before);
    bench.beforeServer().does(Fault.NONE);
    sent.get(60, TimeUnit.SECONDS);
  }

  private void cutTheHeader(FaultProxy proxy) {
    int streams = bench.server().streams();
    int cuts = proxy.cuts();
    proxy.does(Fault.NONE.cutUpAfter(() -> 1).delayed(DELAY, DELAY));
    proxy.cutAll();
    bench.flushUntil("the stream's header is cut", () -> proxy.cuts() > cuts + 1);
    proxy.does(Fault.NONE);
    bench.flushUntil("the next stream", () -> bench.server().streams() > streams);
  }

  /** The gateway hears nothing more, which it takes for silence, until the connection ends. */
  private void halve(FaultProxy proxy) throws Exception {
    int streams = bench.server().streams();
    long before = proxy.down();
    proxy.does(Fault.NONE.withDown(Fault.Flow.SWALLOW));
    chatter.send(200).get(60, TimeUnit.SECONDS);
    assertThat(proxy.down()).isEqualTo(before);
    proxy.cutAll();
    proxy.does(Fault.NONE);
    bench.flushUntil("the next stream", () -> bench.server().streams() > streams);
  }
}
