package org.stanzagate.webhook;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.stanzagate.outbox.ConversationState;
import org.stanzagate.stanza.Stanza;
import org.stanzagate.time.ManualTimer;
import org.stanzagate.xml.Backlog;
import org.stanzagate.xml.Weight;

/** Deliveries begin when the test runs the executor's tasks, and end when the test says so. */
class ConversationsTest {
  private static final long MUCH = 1 << 20;

  private final ManualTimer timer = new ManualTimer();
  private final Deque<Runnable> tasks = new ArrayDeque<>();

  /** Those under way, by id. */
  private final Map<String, CompletableFuture<Void>> underWay = new LinkedHashMap<>();

  private Conversations conversations(int maxQueue, int maxAtOnce) {
    return conversations(maxQueue, maxAtOnce, MUCH);
  }

  private Conversations conversations(int maxQueue, int maxAtOnce, long memory) {
    return new Conversations(
        maxQueue,
        new Turns(maxAtOnce, tasks::add),
        new Backlog(memory),
        timer.clock(),
        incoming -> {
          CompletableFuture<Void> end = new CompletableFuture<>();
          underWay.put(String.valueOf(incoming.stanza().id()), end);
          return end;
        });
  }

  private static Incoming message(String from, String to, String id) {
    return Xml.incoming("<message from='" + from + "' to='" + to + "' id='" + id + "'/>");
  }

  private void run() {
    while (!tasks.isEmpty()) {
      tasks.remove().run();
    }
  }

  private void end(String id) {
    requireNonNull(underWay.remove(id)).complete(null);
    run();
  }

  @Test
  void theOldestAreShownWithWhatIsUnderWay() {
    Conversations lanes = conversations(10, 1);
    for (int i = 0; i < 50; i++) {
      timer.pass(Duration.ofSeconds(1));
      lanes.add(message("a" + i + "@b/1", "bot@gw/x", i + ""));
    }
    lanes.add(message("a1@b/2", "bot@gw", "later"));
    lanes.add(Xml.incoming("<iq type='get' from='a1@b' to='bot@gw' id='iq'/>"));
    run();
    assertThat(underWay).containsOnlyKeys("0");
    timer.pass(Duration.ofSeconds(5));

    OldestLanes oldest = new OldestLanes(3);
    lanes.show(oldest);
    assertThat(oldest.of("bots", timer.clock().instant()))
        .extracting(
            ConversationState::callback,
            ConversationState::from,
            ConversationState::to,
            ConversationState::isIqs,
            ConversationState::queued,
            state -> state.oldestAge().toSeconds())
        .containsExactlyInAnyOrder(
            tuple("bots", "a0@b", "bot@gw", false, 1L, 54L),
            tuple("bots", "a1@b", "bot@gw", false, 2L, 53L),
            tuple("bots", "a2@b", "bot@gw", false, 1L, 52L));
    assertThat(lanes.size()).isEqualTo(52);
    assertThat(lanes.oldest()).contains(timer.clock().instant().minusSeconds(54));
  }

  @Test
  void aConversationGoesOneByOneInItsOrderWhateverTheResources() {
    Conversations lanes = conversations(10, 10);
    lanes.add(message("a@b/1", "bot@gw/x", "1"));
    lanes.add(message("a@b/2", "bot@gw/y", "2"));
    lanes.add(message("a@b", "bot@gw", "3"));

    run();
    assertThat(underWay).containsOnlyKeys("1");
    end("1");
    assertThat(underWay).containsOnlyKeys("2");
    end("2");
    assertThat(underWay).containsOnlyKeys("3");
  }

  @Test
  void conversationsGoSideBySideAndOneThatHangsHoldsUpNone() {
    Conversations lanes = conversations(10, 3);
    lanes.add(message("hanging@b", "bot@gw", "h1"));
    lanes.add(message("hanging@b", "bot@gw", "h2"));
    lanes.add(message("a@b", "bot@gw", "a1"));
    lanes.add(message("a@b", "other@gw", "o1"));
    lanes.add(message("c@b", "bot@gw", "c1"));

    run();
    assertThat(underWay).containsOnlyKeys("h1", "a1", "o1");
    end("a1");
    assertThat(underWay).containsOnlyKeys("h1", "o1", "c1");
    end("o1");
    end("c1");
    assertThat(underWay).containsOnlyKeys("h1");
  }

  /** The executor's thread, which each turn wakes, wants the same locks at once. */
  @Test
  @Timeout(60)
  void nothingIsLockedWhileATurnIsHandedToTheExecutor() {
    AtomicReference<Runnable> other = new AtomicReference<>(() -> {});
    AtomicInteger begun = new AtomicInteger();
    Turns turns =
        new Turns(
            1,
            task -> {
              CompletableFuture.runAsync(other.get(), command -> new Thread(command).start())
                  .orTimeout(30, TimeUnit.SECONDS)
                  .join();
              begun.incrementAndGet();
              tasks.add(task);
            });
    Conversations lanes =
        new Conversations(
            10,
            turns,
            new Backlog(MUCH),
            timer.clock(),
            incoming -> CompletableFuture.completedFuture(null));
    other.set(
        () -> {
          lanes.size();
          turns.resize(1);
        });

    lanes.add(message("a@b", "bot@gw", "1"));
    lanes.add(message("a@b", "bot@gw", "2"));
    run();
    assertThat(begun).hasValue(2);
    assertThat(lanes.size()).isZero();
  }

  @Test
  void iqsHaveALaneOfTheirOwn() {
    Conversations lanes = conversations(10, 10);
    lanes.add(message("a@b", "bot@gw", "m"));
    lanes.add(Xml.incoming("<iq type='get' from='a@b' to='bot@gw' id='i1'/>"));
    lanes.add(Xml.incoming("<iq type='get' from='a@b' to='bot@gw' id='i2'/>"));
    lanes.add(Xml.incoming("<presence from='a@b' to='bot@gw' id='p'/>"));

    run();
    assertThat(underWay).containsOnlyKeys("m", "i1");
  }

  @Test
  void conversationsTakeTurns() {
    Conversations lanes = conversations(10, 1);
    for (String id : List.of("1", "2", "3")) {
      lanes.add(message("busy@b", "bot@gw", "b" + id));
    }
    lanes.add(message("a@b", "bot@gw", "a"));

    run();
    end("b1");
    assertThat(underWay).containsOnlyKeys("a");
    end("a");
    assertThat(underWay).containsOnlyKeys("b2");
  }

  @Test
  void aQueueHasItsLimitAndTheOthersHaveTheirOwn() {
    Conversations lanes = conversations(2, 1);
    assertThat(lanes.add(message("a@b", "bot@gw", "1"))).isTrue();
    run();

    assertThat(lanes.add(message("a@b", "bot@gw", "2"))).isTrue();
    assertThat(lanes.add(message("a@b", "bot@gw", "3"))).isTrue();
    assertThat(lanes.add(message("a@b", "bot@gw", "4"))).isFalse();
    assertThat(lanes.add(message("c@b", "bot@gw", "5"))).isTrue();
    end("1");
    assertThat(lanes.add(message("a@b", "bot@gw", "6"))).isFalse();
    end("5");
    assertThat(underWay).containsOnlyKeys("2");
    assertThat(lanes.add(message("a@b", "bot@gw", "7"))).isTrue();
  }

  @Test
  void allTogetherHaveAMemoryThatIsGivenBack() {
    Incoming large =
        Xml.incoming(
            "<message from='a@b' to='bot@gw' id='l'><body>"
                + "x".repeat(5000)
                + "</body></message>");
    Conversations lanes = conversations(10, 1, 2 * Weight.of(large.stanza().element()));

    assertThat(lanes.add(large)).isTrue();
    assertThat(lanes.add(large)).isTrue();
    assertThat(lanes.add(large)).isFalse();
    assertThat(lanes.add(message("c@b", "bot@gw", "1"))).isFalse();
    run();
    end("l");
    assertThat(lanes.add(message("c@b", "bot@gw", "1"))).isTrue();
    lanes.removeWaiting();
    end("l");
    assertThat(lanes.add(large)).isTrue();
    assertThat(lanes.add(large)).isTrue();
  }

  @Test
  void itIsIdleWhenTheLastDeliveryHasEnded() {
    Conversations lanes = conversations(10, 1);
    assertThat(lanes.whenIdle()).isDone();
    lanes.add(message("a@b", "bot@gw", "1"));
    lanes.add(message("a@b", "bot@gw", "2"));
    CompletableFuture<Void> idle = lanes.whenIdle();
    run();

    end("1");
    assertThat(idle).isNotDone();
    end("2");
    assertThat(idle).isDone();
  }

  @Test
  void whatWaitsCanBeTakenAwayAndWhatIsUnderWayGoesOn() {
    Conversations lanes = conversations(10, 1);
    lanes.add(message("a@b", "bot@gw", "1"));
    lanes.add(message("a@b", "bot@gw", "2"));
    lanes.add(message("c@b", "bot@gw", "3"));
    run();

    assertThat(lanes.removeWaiting()).extracting(Stanza::id).containsExactlyInAnyOrder("2", "3");
    assertThat(lanes.whenIdle()).isNotDone();
    end("1");
    assertThat(lanes.whenIdle()).isDone();
    lanes.add(message("c@b", "bot@gw", "4"));
    run();
    assertThat(underWay).containsOnlyKeys("4");
  }

  @Test
  void aDeliveryThatFailsFreesItsPlace() {
    Conversations lanes = conversations(10, 1);
    lanes.add(message("a@b", "bot@gw", "1"));
    lanes.add(message("a@b", "bot@gw", "2"));
    run();

    requireNonNull(underWay.remove("1")).completeExceptionally(new IllegalStateException());
    run();
    assertThat(underWay).containsOnlyKeys("2");
  }

  /** Deliveries that end at once, in other threads and in their own, from many conversations. */
  @Test
  @Timeout(60)
  void nothingIsLostOrOutOfOrderUnderLoad() throws Exception {
    int people = 50;
    int each = 400;
    ExecutorService executor = Executors.newSingleThreadExecutor();
    ExecutorService network = Executors.newFixedThreadPool(2);
    Map<String, List<Integer>> delivered = new ConcurrentHashMap<>();
    Map<String, AtomicInteger> atOnce = new ConcurrentHashMap<>();
    List<String> faults = new ArrayList<>();
    Conversations lanes =
        new Conversations(
            each,
            new Turns(7, executor),
            new Backlog(Long.MAX_VALUE),
            timer.clock(),
            incoming -> {
              String from = incoming.stanza().from().toString();
              if (atOnce.computeIfAbsent(from, f -> new AtomicInteger()).incrementAndGet() > 1) {
                synchronized (faults) {
                  faults.add(from);
                }
              }
              int number = Integer.parseInt(String.valueOf(incoming.stanza().id()));
              delivered.computeIfAbsent(from, f -> new ArrayList<>()).add(number);
              Runnable end = () -> atOnce.get(from).decrementAndGet();
              if (number % 3 == 0) {
                end.run();
                return CompletableFuture.completedFuture(null);
              }
              return CompletableFuture.runAsync(end, network);
            });
    try {
      for (int i = 0; i < each; i++) {
        for (int person = 0; person < people; person++) {
          assertThat(lanes.add(message("p" + person + "@b", "bot@gw", "" + i))).isTrue();
        }
      }
      lanes.whenIdle().get(50, TimeUnit.SECONDS);
    } finally {
      executor.shutdownNow();
      network.shutdownNow();
    }

    assertThat(faults).isEmpty();
    assertThat(delivered).hasSize(people);
    assertThat(delivered.values())
        .allSatisfy(numbers -> assertThat(numbers).hasSize(each).isSorted());
  }
}
