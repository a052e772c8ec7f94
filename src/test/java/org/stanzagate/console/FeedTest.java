package org.stanzagate.console;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.stanzagate.listener.ServerSentEvent;
import org.stanzagate.metrics.OneCallback;
import org.stanzagate.stanza.JidPattern;
import org.stanzagate.stanza.Namespaces;
import org.stanzagate.stanza.Stanza;
import org.stanzagate.time.ManualTimer;
import org.stanzagate.xml.ElementReader;

class FeedTest {
  private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");
  private static final Spectator ADMIN = new Spectator("admin", true, List.of());

  private final ManualTimer timer = new ManualTimer();
  private final Traffic traffic = new Traffic(timer.clock());
  private final Feed feed = new Feed(traffic, new OneCallback(), timer);
  private final ScriptedEvents events = new ScriptedEvents();
  private Optional<Spectator> login = Optional.of(ADMIN);

  @AfterEach
  void stop() {
    timer.shutdownNow();
  }

  private static Spectator bot(String... own) throws Exception {
    List<JidPattern> patterns = new ArrayList<>();
    for (String pattern : own) {
      patterns.add(JidPattern.parse(pattern));
    }
    return new Spectator("bot", false, patterns);
  }

  private static Stanza message(String id, String from, String to) throws Exception {
    return message(id, from, to, "");
  }

  private static Stanza message(String id, String from, String to, String body) throws Exception {
    String xml =
        "<message id='%s' from='%s' to='%s'><body>%s</body></message>"
            .formatted(id, from, to, body);
    return Stanza.of(ElementReader.read(xml.getBytes(UTF_8), Namespaces.CLIENT));
  }

  private void comes(String id) throws Exception {
    traffic.received(message(id, "romeo@example.net/x", "bot@rest.example"), false);
  }

  private Viewer look(Spectator spectator) {
    login = Optional.of(spectator);
    return feed.open(spectator, () -> login, events).orElseThrow();
  }

  /** The next events, once what is due by now has been done. */
  private List<String> next(Viewer viewer) {
    CompletableFuture<List<ServerSentEvent>> next = viewer.next();
    timer.pass(Viewer.PAUSE);
    assertThat(next).isCompleted();
    return next.join().stream().map(ServerSentEvent::data).toList();
  }

  private void expectNothing(Viewer viewer) {
    CompletableFuture<List<ServerSentEvent>> next = viewer.next();
    timer.pass(Viewer.PAUSE);
    assertThat(next).isNotDone();
  }

  @Test
  void whoLooksSeesHowThingsAreAndThenWhatPassesInOrder() throws Exception {
    Viewer viewer = look(ADMIN);
    assertThat(next(viewer)).containsExactly("state fine 1");
    comes("m1");
    traffic.sent(message("m2", "bot@rest.example", "romeo@example.net"), NOW);
    traffic.received(message("m3", "romeo@example.net", "bot@rest.example"), true);
    assertThat(next(viewer)).containsExactly("IN m1", "OUT m2", "ANSWER m3");
    expectNothing(viewer);
  }

  @Test
  void oneWhoWaitsIsToldAtOnce() throws Exception {
    Viewer viewer = look(ADMIN);
    next(viewer);
    CompletableFuture<List<ServerSentEvent>> waiting = viewer.next();
    timer.pass(Viewer.PAUSE);
    comes("m1");
    timer.pass(Duration.ZERO);
    assertThat(waiting).isCompleted();
  }

  @Test
  void whileNobodyLooksNothingIsKeptOrRendered() throws Exception {
    assertThat(traffic.isLooking()).isFalse();
    comes("m1");
    Viewer viewer = look(ADMIN);
    assertThat(traffic.isLooking()).isTrue();
    assertThat(next(viewer)).containsExactly("state fine 1");
    viewer.close();
    assertThat(traffic.isLooking()).isFalse();
    comes("m2");
    timer.pass(Feed.TICK);
    assertThat(timer.waiting()).as("ticks").isZero();
    assertThat(events.rendered).isZero();
  }

  @Test
  void nothingIsRenderedWhereStanzasPass() throws Exception {
    Viewer viewer = look(ADMIN);
    next(viewer);
    var unused = viewer.next();
    timer.pass(Viewer.PAUSE);
    comes("m1");
    assertThat(events.rendered).isZero();
    timer.pass(Duration.ZERO);
    assertThat(events.rendered).isOne();
  }

  @Test
  void aTokenSeesOnlyWhatIsToOrFromItsOwnAddresses() throws Exception {
    Viewer viewer = look(bot("bot@rest.example", "*@news.rest.example"));
    assertThat(next(viewer)).as("nothing of callbacks").containsExactly("state fine");
    traffic.received(message("m1", "bot@rest.example", "other@rest.example"), false);
    traffic.received(message("m2", "romeo@example.net", "bot@rest.example/x"), false);
    traffic.sent(message("m3", "other@rest.example", "bot@rest.example"), NOW);
    traffic.sent(message("m4", "a@news.rest.example", "romeo@example.net"), NOW);
    assertThat(next(viewer)).containsExactly("IN m2", "OUT m4");
  }

  @Test
  void whoIsBoundToNoAddressSeesAllButTheCallbacks() throws Exception {
    Viewer viewer = look(bot());
    assertThat(next(viewer)).containsExactly("state fine");
    comes("m1");
    assertThat(next(viewer)).containsExactly("IN m1");
    Viewer anybody = look(new Spectator("", false, List.of()));
    assertThat(next(anybody)).containsExactly("state fine 1");
  }

  @Test
  void aSlowViewerLosesTheOldestAndIsToldHowMany() throws Exception {
    Viewer viewer = look(ADMIN);
    next(viewer);
    for (int i = 1; i <= Backlog.MOST + 7; i++) {
      comes("m" + i);
    }
    assertThat(events.rendered).isZero();
    List<String> first = next(viewer);
    assertThat(first).hasSize(Viewer.BATCH + 1).startsWith("lost 7", "IN m8", "IN m9");
    comes("last");
    assertThat(next(viewer)).hasSize(Viewer.BATCH).startsWith("IN m108");
    List<String> rest =
        IntStream.range(0, 4)
            .boxed()
            .flatMap(i -> Stream.ofNullable(nextOrNull(viewer)))
            .flatMap(List::stream)
            .toList();
    assertThat(rest).endsWith("IN last").hasSize(Backlog.MOST + 1 - 2 * Viewer.BATCH);
  }

  private List<String> nextOrNull(Viewer viewer) {
    CompletableFuture<List<ServerSentEvent>> next = viewer.next();
    timer.pass(Viewer.PAUSE);
    return next.isDone() ? next.join().stream().map(ServerSentEvent::data).toList() : List.of();
  }

  @Test
  void aSlowViewerHoldsSoMuchInMemoryAndNoMore() throws Exception {
    Viewer viewer = look(ADMIN);
    next(viewer);
    String large = "x".repeat(Backlog.HEAVIEST / 4);
    for (int i = 1; i <= 8; i++) {
      traffic.received(message("m" + i, "a@b.example", "bot@rest.example", large), false);
    }
    assertThat(next(viewer)).containsExactly("lost 5", "IN m6");
    assertThat(next(viewer)).containsExactly("IN m7");
    assertThat(next(viewer)).containsExactly("IN m8");
    expectNothing(viewer);
  }

  @Test
  void theNewestIsShownHoweverLarge() throws Exception {
    Viewer viewer = look(ADMIN);
    next(viewer);
    comes("m1");
    String large = "x".repeat(Backlog.HEAVIEST);
    traffic.received(message("m2", "a@b.example", "bot@rest.example", large), false);
    assertThat(next(viewer)).containsExactly("lost 1", "IN m2");
  }

  @Test
  void aBusyStreamIsShownABatchAtATimeWithPauses() throws Exception {
    Viewer viewer = look(ADMIN);
    next(viewer);
    for (int i = 0; i < 2 * Viewer.BATCH; i++) {
      comes("m" + i);
    }
    assertThat(next(viewer)).hasSize(Viewer.BATCH);
    CompletableFuture<List<ServerSentEvent>> second = viewer.next();
    timer.pass(Duration.ZERO);
    comes("more");
    timer.pass(Viewer.PAUSE.dividedBy(2));
    assertThat(events.rendered).isEqualTo(2 * Viewer.BATCH);
    assertThat(second).isCompleted();
    CompletableFuture<List<ServerSentEvent>> third = viewer.next();
    assertThat(third).isNotDone();
    timer.pass(Viewer.PAUSE);
    assertThat(third).isCompleted();
  }

  @Test
  void viewersDoNotDisturbEachOther() throws Exception {
    Viewer slow = look(ADMIN);
    Viewer fast = look(ADMIN);
    next(fast);
    for (int i = 0; i < 2 * Backlog.MOST; i++) {
      comes("m" + i);
      if (i % Viewer.BATCH == Viewer.BATCH - 1) {
        assertThat(next(fast)).hasSize(Viewer.BATCH).noneMatch(event -> event.startsWith("lost"));
      }
    }
    assertThat(next(slow)).contains("state fine 1", "lost " + Backlog.MOST);
  }

  @Test
  void aStateIsToldWhenItChangesAndNoSooner() {
    Viewer viewer = look(ADMIN);
    next(viewer);
    var waiting = viewer.next();
    timer.pass(Feed.TICK.multipliedBy(3));
    assertThat(waiting).isNotDone();
    events.state = "down";
    timer.pass(Feed.TICK);
    assertThat(waiting.join()).extracting(ServerSentEvent::data).containsExactly("state down 1");
  }

  @Test
  void aTokenThatIsTakenAwayEndsItsFeed() throws Exception {
    Viewer viewer = look(ADMIN);
    next(viewer);
    comes("secret");
    login = Optional.empty();
    assertThat(next(viewer)).containsExactly("end");
    assertThat(viewer.next().join()).as("the end").isEmpty();
    assertThat(events.rendered).isZero();
  }

  @Test
  void itEndsThoughNothingPasses() {
    Viewer viewer = look(ADMIN);
    next(viewer);
    var waiting = viewer.next();
    login = Optional.empty();
    timer.pass(Feed.TICK.plus(Viewer.PAUSE));
    assertThat(waiting.join()).extracting(ServerSentEvent::data).containsExactly("end");
  }

  @Test
  void aTokenThatMaySeeLessFromNowOnSeesLessOfWhatWaitsToo() throws Exception {
    Viewer viewer = look(bot());
    next(viewer);
    comes("m1");
    login = Optional.of(bot("other@rest.example"));
    traffic.received(message("m2", "a@b.example", "other@rest.example"), false);
    assertThat(next(viewer)).containsExactly("IN m2");
    comes("m3");
    expectNothing(viewer);
  }

  @Test
  void onlySoManyMayLookAtATime() {
    List<Viewer> all = IntStream.range(0, Feed.MOST).mapToObj(i -> look(ADMIN)).toList();
    assertThat(feed.open(ADMIN, () -> login, events)).isEmpty();
    all.get(3).close();
    assertThat(feed.open(ADMIN, () -> login, events)).isPresent();
  }

  @Test
  void aFaultOverOneStanzaIsNotHidden() throws Exception {
    Viewer viewer = look(ADMIN);
    next(viewer);
    comes("fault");
    var broken = viewer.next();
    timer.pass(Viewer.PAUSE);
    assertThatThrownBy(broken::join).hasMessageContaining("it can't be shown");
    comes("m1");
    assertThat(next(viewer)).containsExactly("IN m1");
  }
}
