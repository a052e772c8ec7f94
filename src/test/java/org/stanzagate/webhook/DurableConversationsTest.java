package org.stanzagate.webhook;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.stanzagate.client.WebhookAnswer;
import org.stanzagate.client.WebhookClient;
import org.stanzagate.codec.Codecs;
import org.stanzagate.component.ScriptedComponent;
import org.stanzagate.config.StoreConfig;
import org.stanzagate.outbox.Store;
import org.stanzagate.outbox.StoredQueue;
import org.stanzagate.outbox.StoredStanza;
import org.stanzagate.rooms.Rooms;
import org.stanzagate.time.ManualTimer;
import org.stanzagate.xml.Backlog;

@Timeout(60)
class DurableConversationsTest {
  private static final Codecs CODECS = Codecs.load();
  private static final long MUCH = 1 << 24;
  private static final long ROOM = 100 * LaneReader.MOST_READ;
  private static final Duration HOUR = Duration.ofHours(1);
  private static final WebhookAnswer DOWN = new WebhookAnswer.NoConnection("refused");

  @TempDir private Path folder;
  private final ManualTimer timer = new ManualTimer();
  private final BlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();

  /** Those that are being posted, by id. */
  private final Map<String, CompletableFuture<Verdict>> underWay = new LinkedHashMap<>();

  /** All that were posted, in order. */
  private final List<String> posted = new ArrayList<>();

  /** What had expired, with the last answer. */
  private final Map<String, String> expired = new LinkedHashMap<>();

  private Backlog backlog = new Backlog(MUCH);
  private Backlog lanes = new Backlog(MUCH);
  private final Backlog reading = new Backlog(ROOM);
  private Backlog readAhead = new Backlog(MUCH);
  private Duration expire = HOUR;
  private Store store;
  private StoredQueue queue;

  @BeforeEach
  void open() throws Exception {
    store = Store.open(new StoreConfig("jdbc:sqlite:" + folder.resolve("x.db")), timer.clock());
    List<StoredQueue> queues = store.queues().get(10, TimeUnit.SECONDS);
    queue =
        queues.isEmpty()
            ? store.create(StoredQueue.Kind.POSTED, "bot", "url").get(10, TimeUnit.SECONDS)
            : queues.get(0);
  }

  @AfterEach
  void close() {
    store.close();
    timer.shutdownNow();
  }

  private final class Script implements StoredDelivery {
    @Override
    public CompletableFuture<Verdict> post(StoredStanza stored) {
      String id = requireNonNull(stored.stanza().id());
      posted.add(id);
      CompletableFuture<Verdict> verdict = new CompletableFuture<>();
      assertThat(underWay.put(id, verdict)).isNull();
      return verdict;
    }

    @Override
    public CompletableFuture<Verdict> expire(StoredStanza stored, @Nullable WebhookAnswer last) {
      expired.put(
          requireNonNull(stored.stanza().id()), last == null ? "never asked" : last.failure());
      return CompletableFuture.completedFuture(new Verdict.Settled());
    }
  }

  private DurableConversations conversations(int maxQueue, int maxAtOnce) throws Exception {
    DurableConversations made =
        new DurableConversations(
            store,
            queue.id(),
            maxQueue,
            new Turns(maxAtOnce, tasks::add),
            shared(),
            new RetrySchedule(new Random(1)),
            new Script());
    made.restore().get(10, TimeUnit.SECONDS);
    made.resume();
    return made;
  }

  private Shared shared() {
    Rooms rooms = new Rooms(new ScriptedComponent());
    return new Shared(
        rooms,
        CODECS,
        CODECS,
        new Answers(CODECS, rooms, () -> "id"),
        new ReplySender(rooms, timer, timer.clock()),
        new OpenIqs(HOUR, timer, timer.clock()),
        new WebhookClient(Map.of(), timer, timer.clock()),
        backlog,
        lanes,
        reading,
        readAhead,
        tasks::add,
        timer,
        timer.clock(),
        (callback, status, took) -> {},
        "test");
  }

  /** Runs what there is to be run until something is so. */
  private void until(Callable<Boolean> isSo) {
    await()
        .pollInSameThread()
        .pollInterval(Duration.ofMillis(2))
        .until(
            () -> {
              for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
                task.run();
              }
              return isSo.call();
            });
  }

  private void untilPosted(String... ids) {
    until(() -> posted.size() >= ids.length);
    assertThat(posted).containsExactly(ids);
    posted.clear();
  }

  private void settle(String id) {
    requireNonNull(underWay.remove(id), id).complete(new Verdict.Settled());
  }

  private void fail(String id, @Nullable Duration retryAfter) {
    requireNonNull(underWay.remove(id), id).complete(new Verdict.Postponed(DOWN, retryAfter));
  }

  private CompletableFuture<Taken> add(DurableConversations lanes, String from, String id) {
    return lanes.add(
        Xml.stanza("<message from='" + from + "' to='bot@gw' id='" + id + "'/>"), false, expire);
  }

  private static Taken taken(CompletableFuture<Taken> future) throws Exception {
    return future.get(10, TimeUnit.SECONDS);
  }

  private List<StoredStanza> kept(String from) throws Exception {
    return store.read(queue.id(), from + "\nbot@gw", 0, 1000).get(10, TimeUnit.SECONDS);
  }

  @Test
  void eachIsInTheStoreBeforeItIsPostedAndUntilItIsSettled() throws Exception {
    DurableConversations lanes = conversations(10, 10);
    assertThat(taken(add(lanes, "a@b", "1"))).isEqualTo(Taken.STORED);
    assertThat(kept("a@b")).extracting(kept -> kept.stanza().id()).containsExactly("1");

    untilPosted("1");
    assertThat(kept("a@b")).hasSize(1);
    settle("1");

    assertThat(kept("a@b")).isEmpty();
    assertThat(lanes.size()).isZero();
  }

  @Test
  void aConversationGoesOneByOneAndTheOthersGoOn() throws Exception {
    DurableConversations lanes = conversations(10, 10);
    for (String id : List.of("a1", "a2", "b1", "a3")) {
      taken(add(lanes, id.charAt(0) + "@b/" + id, id));
    }

    untilPosted("a1", "b1");
    settle("a1");
    untilPosted("a2");
    settle("b1");
    settle("a2");
    untilPosted("a3");
  }

  @Test
  void whatFailsIsTriedAgainBySchedulesOfItsOwnWhatIsBehindWaits() throws Exception {
    DurableConversations lanes = conversations(10, 10);
    for (String id : List.of("a1", "a2", "b1", "b2")) {
      taken(add(lanes, id.charAt(0) + "@b", id));
    }
    untilPosted("a1", "b1");

    fail("a1", null);
    settle("b1");
    untilPosted("b2");
    timer.pass(Duration.ofMillis(799));
    assertThat(posted).isEmpty();
    timer.pass(Duration.ofMillis(401));
    untilPosted("a1");
    fail("a1", null);
    timer.pass(Duration.ofMillis(1599));
    assertThat(tasks).isEmpty();
    timer.pass(Duration.ofMillis(801));
    untilPosted("a1");
    settle("a1");
    untilPosted("a2");
    fail("a2", null);
    timer.pass(Duration.ofMillis(1200));
    untilPosted("a2");
  }

  @Test
  void theWebhookSaysWhenToComeAgain() throws Exception {
    DurableConversations lanes = conversations(10, 10);
    taken(add(lanes, "a@b", "1"));
    untilPosted("1");

    fail("1", Duration.ofMinutes(7));
    assertThat(lanes.nextTry()).contains(timer.clock().instant().plus(Duration.ofMinutes(7)));
    timer.pass(Duration.ofMinutes(7).minusMillis(1));
    assertThat(tasks).isEmpty();
    timer.pass(Duration.ofMillis(1));

    untilPosted("1");
  }

  @Test
  void administratorsSeeWhatWaitsHowLongAndForWhatAfterARestartToo() throws Exception {
    DurableConversations lanes = conversations(10, 10);
    taken(add(lanes, "a@b", "1"));
    timer.pass(Duration.ofSeconds(20));
    taken(add(lanes, "a@b", "2"));
    taken(add(lanes, "c@d", "3"));
    untilPosted("1", "3");
    fail("1", Duration.ofMinutes(7));
    Instant nextTry = timer.clock().instant().plus(Duration.ofMinutes(7));
    assertThat(shown(lanes)).containsExactlyInAnyOrder("a@b 2 20s " + nextTry, "c@d 1 0s null");

    settle("3");
    timer.pass(Duration.ofSeconds(10));
    assertThat(shown(lanes)).containsExactly("a@b 2 30s " + nextTry);
    underWay.clear();
    assertThat(shown(conversations(10, 10))).containsExactly("a@b 2 30s null");
  }

  private List<String> shown(DurableConversations lanes) {
    OldestLanes oldest = new OldestLanes(10);
    lanes.show(oldest);
    return oldest.of("bot", timer.clock().instant()).stream()
        .map(
            state ->
                state.from()
                    + " "
                    + state.queued()
                    + " "
                    + state.oldestAge().toSeconds()
                    + "s "
                    + state.nextTry())
        .toList();
  }

  @Test
  void aFlushTriesAtOnceAndOnlyWhatWaitsForThat() throws Exception {
    DurableConversations lanes = conversations(10, 10);
    taken(add(lanes, "a@b", "a"));
    taken(add(lanes, "b@b", "b"));
    untilPosted("a", "b");
    fail("a", Duration.ofMinutes(7));

    assertThat(lanes.flush()).isEqualTo(1);
    untilPosted("a");
    assertThat(lanes.flush()).isZero();
    assertThat(timer.waiting()).isZero();
  }

  @Test
  void whatHasExpiredIsPostedNoMoreAndNotKeptWaiting() throws Exception {
    DurableConversations lanes = conversations(10, 10);
    taken(add(lanes, "a@b", "1"));
    untilPosted("1");
    fail("1", Duration.ofDays(1));
    timer.pass(HOUR.minusMillis(1));
    taken(add(lanes, "a@b", "2"));
    assertThat(expired).isEmpty();

    timer.pass(Duration.ofMillis(1));

    untilPosted("2");
    assertThat(expired).containsExactly(Map.entry("1", DOWN.failure()));
    assertThat(kept("a@b")).hasSize(1);
  }

  @Test
  void aClockThatIsPutBackHoldsUpNothing() throws Exception {
    DurableConversations lanes = conversations(10, 10);
    taken(add(lanes, "a@b", "1"));
    untilPosted("1");
    timer.putBack(Duration.ofDays(365));
    fail("1", null);
    taken(add(lanes, "a@b", "2"));

    timer.pass(Duration.ofMillis(1200));
    untilPosted("1");
    settle("1");
    untilPosted("2");
    settle("2");

    until(() -> lanes.size() == 0);
    assertThat(expired).isEmpty();
  }

  @Test
  void theNextLifeGoesOnWhereThisOneWas() throws Exception {
    DurableConversations lanes = conversations(10, 10);
    for (String id : List.of("a1", "a2", "b1", "a3")) {
      taken(add(lanes, id.charAt(0) + "@b", id));
    }
    untilPosted("a1", "b1");
    settle("a1");
    untilPosted("a2");
    close();
    underWay.clear();
    tasks.clear();

    open();
    DurableConversations next = conversations(10, 10);
    assertThat(next.size()).isEqualTo(3);
    taken(add(next, "a@b", "a4"));

    untilPosted("a2", "b1");
    settle("a2");
    untilPosted("a3");
    settle("a3");
    untilPosted("a4");
  }

  @Test
  void aLongConversationIsReadBackInItsOrderWhateverTheMemory() throws Exception {
    readAhead = new Backlog(2000);
    DurableConversations lanes = conversations(1000, 10);
    List<CompletableFuture<Taken>> stored = new ArrayList<>();
    String[] ids = IntStream.range(0, 500).mapToObj(String::valueOf).toArray(String[]::new);
    for (String id : ids) {
      stored.add(add(lanes, "a@b", id));
    }
    for (CompletableFuture<Taken> one : stored) {
      assertThat(taken(one)).isEqualTo(Taken.STORED);
    }

    List<String> all = new ArrayList<>();
    for (String id : ids) {
      until(() -> underWay.containsKey(id));
      all.add(id);
      settle(id);
    }

    assertThat(posted).containsExactlyElementsOf(all);
    until(() -> lanes.size() == 0);
    assertThat(kept("a@b")).isEmpty();
    assertThat(readAhead.take(2000)).as("all of it is given back").isTrue();
  }

  @Test
  void whatIsTooMuchIsNotTaken() throws Exception {
    DurableConversations lanes = conversations(2, 10);
    taken(add(lanes, "a@b", "1"));
    taken(add(lanes, "a@b", "2"));

    assertThat(taken(add(lanes, "a@b", "3"))).isEqualTo(Taken.FULL);
    assertThat(taken(add(lanes, "b@b", "4"))).isEqualTo(Taken.STORED);
    assertThat(lanes.size()).isEqualTo(3);
  }

  @Test
  void memoryBoundsTheConversationsAndIsGivenBack() throws Exception {
    this.lanes = new Backlog(5_000);
    DurableConversations lanes = conversations(10, 100);
    int stored = 0;
    while (taken(add(lanes, stored + "@b", "m" + stored)) == Taken.STORED) {
      stored++;
    }
    assertThat(stored).isEqualTo(10);

    int all = stored;
    until(() -> posted.size() == all);
    List.copyOf(underWay.keySet()).forEach(this::settle);

    until(() -> lanes.size() == 0);
    assertThat(this.lanes.take(5_000)).isTrue();
    assertThat(backlog.take(MUCH)).isTrue();
  }

  @Test
  void whatCannotBeStoredIsSaidAndForgotten() throws Exception {
    DurableConversations lanes = conversations(10, 10);
    store.close();

    assertThat(taken(add(lanes, "a@b", "1"))).isEqualTo(Taken.UNWRITABLE);
    assertThat(lanes.size()).isZero();
    assertThat(lanes.whenIdle()).isDone();
    assertThat(backlog.take(MUCH)).isTrue();
  }

  @Test
  void aPauseStoresAndPostsNothing() throws Exception {
    DurableConversations lanes = conversations(10, 10);
    taken(add(lanes, "a@b", "1"));
    taken(add(lanes, "a@b", "2"));
    untilPosted("1");

    lanes.pause();
    CompletableFuture<Void> idle = lanes.whenIdle();
    assertThat(idle).isNotDone();
    assertThat(taken(add(lanes, "b@b", "3"))).isEqualTo(Taken.STORED);
    settle("1");

    until(idle::isDone);
    assertThat(posted).isEmpty();
    assertThat(kept("a@b")).hasSize(1);
    assertThat(kept("b@b")).hasSize(1);
  }

  /** Whatever the outcomes, turns and flushes, the first that isn't settled is the next. */
  @Test
  void nothingIsLostOrOvertakenWhateverHappens() throws Exception {
    readAhead = new Backlog(10_000);
    expire = Duration.ofDays(1000);
    Random random = new Random(7);
    DurableConversations lanes = conversations(1000, 5);
    Map<String, Queue<String>> expected = new LinkedHashMap<>();
    int sent = 0;
    int settled = 0;
    while (settled < 1000) {
      if (sent < 1000) {
        String from = (char) ('a' + random.nextInt(12)) + "@b";
        String id = from + sent++;
        expected.computeIfAbsent(from, key -> new LinkedBlockingQueue<>()).add(id);
        CompletableFuture<Taken> unused = add(lanes, from, id);
      }
      if (random.nextInt(10) == 0) {
        timer.pass(Duration.ofMillis(random.nextInt(2000)));
      }
      if (random.nextInt(50) == 0) {
        int unused = lanes.flush();
      }
      if (sent == 1000) {
        timer.pass(Duration.ofMinutes(12));
        until(() -> !underWay.isEmpty());
      } else {
        until(() -> true);
      }
      for (String id : List.copyOf(underWay.keySet())) {
        Queue<String> conversation = requireNonNull(expected.get(id.substring(0, 3)));
        assertThat(id).isEqualTo(conversation.peek());
        if (random.nextInt(3) == 0) {
          fail(id, null);
        } else {
          conversation.remove();
          settled++;
          settle(id);
        }
      }
    }

    until(() -> lanes.size() == 0);
    assertThat(lanes.whenEmpty()).isDone();
    assertThat(store.lanes(queue.id()).get(10, TimeUnit.SECONDS)).isEmpty();
    assertThat(readAhead.take(10_000)).isTrue();
    assertThat(reading.take(ROOM)).isTrue();
    assertThat(expired).isEmpty();
  }
}
