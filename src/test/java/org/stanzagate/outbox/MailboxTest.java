package org.stanzagate.outbox;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.stanzagate.stanza.Stanza;
import org.stanzagate.stanza.StanzaException;
import org.stanzagate.time.ManualTimer;
import org.stanzagate.xml.Backlog;
import org.stanzagate.xml.Element;

@Timeout(60)
class MailboxTest {
  private static final Duration EXPIRE = Duration.ofMinutes(1);

  @TempDir Path folder;

  private final ManualTimer timer = new ManualTimer();
  private final BlockingQueue<String> unread = new LinkedBlockingQueue<>();
  private BreakableStore store;
  private Mailboxes mailboxes;
  private Mailbox mailbox;

  @BeforeEach
  void open() throws Exception {
    store = new BreakableStore(folder.resolve("store.db"));
    mailboxes = mailboxes(1_000_000);
    mailbox = opened();
  }

  @AfterEach
  void close() {
    mailboxes.close();
    store.close();
    timer.shutdownNow();
  }

  private Mailboxes mailboxes(long bytes) {
    return new Mailboxes(
        store.store(),
        new Backlog(bytes),
        (token, stored) -> unread.add(token + " " + stored.stanza().id()),
        timer,
        timer.clock());
  }

  private Mailbox opened() throws Exception {
    get(mailboxes.open(Set.of("bot")));
    return mailboxes.of("bot").orElseThrow();
  }

  /** As after a restart of the process, with the same file. */
  private Mailbox reopened() throws Exception {
    mailboxes.close();
    store.close();
    store = new BreakableStore(folder.resolve("store.db"));
    mailboxes = mailboxes(1_000_000);
    return opened();
  }

  private static <T> T get(CompletableFuture<T> future) throws Exception {
    return future.get(20, SECONDS);
  }

  private static Stanza message(String id) {
    return stanza(Element.builder("jabber:client", "message").attribute("type", "chat"), id);
  }

  private static Stanza iq(String id) {
    return stanza(
        Element.builder("jabber:client", "iq")
            .attribute("type", "get")
            .add(Element.ofText("urn:xmpp:ping", "ping", "")),
        id);
  }

  private static Stanza stanza(Element.Builder element, String id) {
    try {
      return Stanza.of(
          element
              .attribute("from", "romeo@example.net")
              .attribute("to", "bot@rest.example")
              .attribute("id", id)
              .build());
    } catch (StanzaException e) {
      throw new AssertionError(e);
    }
  }

  private CompletableFuture<OptionalLong> take(Stanza stanza) {
    return mailbox.take(stanza, timer.clock().instant().plus(EXPIRE), 1000);
  }

  private long kept(Stanza stanza) throws Exception {
    return get(take(stanza)).orElseThrow();
  }

  private static List<String> ids(Pulled pulled) {
    assertThat(pulled).isInstanceOf(Pulled.Stanzas.class);
    return ((Pulled.Stanzas) pulled).all().stream().map(one -> one.stanza().id()).toList();
  }

  private List<String> read(long after) throws Exception {
    try (Reading reading = mailbox.read(after)) {
      return ids(get(reading.next(1000)));
    }
  }

  @Test
  void whatComesIsReadInItsOrder() throws Exception {
    List<CompletableFuture<OptionalLong>> taken = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      taken.add(take(message("m" + i)));
    }
    Reading reading = mailbox.read(0);

    assertThat(ids(get(reading.next(2)))).containsExactly("m0", "m1");
    assertThat(ids(get(reading.next(100)))).hasSize(48).startsWith("m2").endsWith("m49");
    assertThat(taken).extracting(id -> get(id).orElseThrow()).isSorted().doesNotHaveDuplicates();
  }

  @Test
  void whatIsNotAcknowledgedIsReadAgain() throws Exception {
    kept(message("m1"));
    long second = kept(message("m2"));
    kept(message("m3"));
    assertThat(read(0)).containsExactly("m1", "m2", "m3");

    assertThat(read(0)).containsExactly("m1", "m2", "m3");
    assertThat(read(second)).containsExactly("m3");
    assertThat(read(0)).containsExactly("m3");
    assertThat(mailbox.size()).isEqualTo(1);
    assertThat(mailbox.lastAcknowledged()).contains(timer.clock().instant());
  }

  @Test
  void whatComesLaterIsReadAtOnce() throws Exception {
    Reading reading = mailbox.read(0);
    CompletableFuture<Pulled> next = reading.next(10);
    kept(message("m1"));

    assertThat(ids(get(next))).containsExactly("m1");
  }

  @Test
  void whatComesWhileTheStoreIsAskedIsNotMissed() throws Exception {
    for (int i = 0; i < 50; i++) {
      Runnable goOn = store.pause();
      Reading reading = mailbox.read(mailbox.lastHandedOut());
      CompletableFuture<Pulled> next = reading.next(10);
      CompletableFuture<OptionalLong> taken = take(message("m" + i));
      goOn.run();

      assertThat(ids(get(next))).containsExactly("m" + i);
      assertThat(get(taken)).isPresent();
    }
  }

  @Test
  void anotherWhoReadsEndsTheFirst() throws Exception {
    Reading first = mailbox.read(0);
    CompletableFuture<Pulled> next = first.next(10);
    Reading second = mailbox.read(0);
    assertThat(get(next)).isEqualTo(new Pulled.Superseded());
    assertThat(get(first.next(10))).isEqualTo(new Pulled.Superseded());

    first.close();
    kept(message("m1"));
    assertThat(ids(get(second.next(10)))).containsExactly("m1");
    assertThat(mailbox.isConnected()).isTrue();
  }

  @Test
  void whoIsEndedWhileTheStoreIsAskedTakesNothingFromTheOther() throws Exception {
    kept(message("m1"));
    Runnable goOn = store.pause();
    CompletableFuture<Pulled> first = mailbox.read(0).next(10);
    CompletableFuture<Pulled> second = mailbox.read(0).next(10);
    assertThat(get(first)).isEqualTo(new Pulled.Superseded());
    goOn.run();

    assertThat(ids(get(second))).containsExactly("m1");
  }

  @Test
  void aReadingThatIsClosedInTimeStillGivesWhatTheStoreIsAskedFor() throws Exception {
    kept(message("m1"));
    Runnable goOn = store.pause();
    Reading reading = mailbox.read(0);
    CompletableFuture<Pulled> next = reading.next(10);
    reading.close();
    goOn.run();

    assertThat(ids(get(next))).containsExactly("m1");
    assertThat(get(reading.next(10))).isEqualTo(new Pulled.Nothing());
  }

  @Test
  void whoWaitsIsToldWhenTimeIsOver() throws Exception {
    Reading reading = mailbox.read(0);
    CompletableFuture<Pulled> next = reading.next(10);
    reading.closeAfter(Duration.ofSeconds(5));
    timer.pass(Duration.ofSeconds(4));
    assertThat(next).isNotDone();
    timer.pass(Duration.ofSeconds(1));

    assertThat(get(next)).isEqualTo(new Pulled.Nothing());
  }

  @Test
  void onlyWhatWasHandedOutCanBeAcknowledgedAfterARestartToo() throws Exception {
    long first = kept(message("m1"));
    assertThatThrownBy(() -> mailbox.read(first)).isInstanceOf(IllegalArgumentException.class);
    assertThat(read(0)).containsExactly("m1");
    long second = kept(message("m2"));

    mailbox = reopened();
    assertThat(mailbox.lastHandedOut()).isEqualTo(first);
    assertThat(mailbox.size()).isEqualTo(2);
    assertThatThrownBy(() -> mailbox.read(second)).isInstanceOf(IllegalArgumentException.class);
    assertThat(read(first)).containsExactly("m2");
  }

  @Test
  void beyondMaxQueueNothingIsTakenUntilThereIsRoom() throws Exception {
    long first = kept(message("m1"));
    assertThat(get(mailbox.take(message("m2"), timer.clock().instant().plus(EXPIRE), 1))).isEmpty();
    assertThat(read(0)).containsExactly("m1");

    try (Reading reading = mailbox.read(first)) {
      CompletableFuture<Pulled> next = reading.next(10);
      await().until(() -> mailbox.size() == 0);
      assertThat(get(mailbox.take(message("m3"), timer.clock().instant().plus(EXPIRE), 1)))
          .isPresent();
      assertThat(ids(get(next))).containsExactly("m3");
    }
  }

  @Test
  void whatIsNotCommittedYetTakesNoMoreThanItsPartOfTheMemory() throws Exception {
    mailboxes.close();
    mailboxes = mailboxes(1000);
    mailbox = opened();
    Runnable goOn = store.pause();
    CompletableFuture<OptionalLong> first = take(message("m1"));
    CompletableFuture<OptionalLong> second = take(message("m2"));
    assertThat(get(second)).isEmpty();
    goOn.run();

    assertThat(get(first)).isPresent();
    assertThat(get(take(message("m3")))).isPresent();
  }

  @Test
  void aStoreThatFailsIsSaidToFailAndNothingIsLost() throws Exception {
    kept(message("m1"));
    store.broken = true;
    assertThatThrownBy(() -> get(take(message("m2")))).hasRootCauseInstanceOf(SQLException.class);
    assertThat(mailbox.size()).isEqualTo(1);
    assertThat(get(mailbox.read(0).next(10))).isInstanceOf(Pulled.Failed.class);
    assertThat(mailbox.lastHandedOut()).isZero();

    store.broken = false;
    assertThat(read(0)).containsExactly("m1");
  }

  @Test
  void whatCouldNotBeAcknowledgedIsReadAgain() throws Exception {
    long first = kept(message("m1"));
    assertThat(read(0)).containsExactly("m1");
    store.broken = true;
    assertThat(get(mailbox.read(first).next(10))).isInstanceOf(Pulled.Failed.class);

    store.broken = false;
    assertThat(read(0)).containsExactly("m1");
    assertThat(mailbox.size()).isEqualTo(1);
  }

  @Test
  void whatExpiresIsTakenAwayAndGivenBackIfNobodyHasReadIt() throws Exception {
    kept(message("read"));
    assertThat(read(0)).containsExactly("read");
    for (int i = 0; i < 250; i++) {
      var unused = take(message("m" + i));
    }
    await().until(() -> mailbox.size() == 251);
    timer.pass(EXPIRE.minusSeconds(20));
    kept(message("later"));
    timer.pass(Duration.ofSeconds(30));

    await().untilAsserted(() -> assertThat(mailbox.size()).isEqualTo(1));
    await().untilAsserted(() -> assertThat(unread).hasSize(250));
    assertThat(unread).startsWith("bot m0").endsWith("bot m249");
    assertThat(read(0)).containsExactly("later");
  }

  @Test
  void afterAStoreThatFailsWhatHasExpiredIsTakenAway() throws Exception {
    kept(message("m1"));
    store.broken = true;
    timer.pass(EXPIRE.plus(Expiry.PERIOD));
    await().until(() -> timer.waiting() == 1);
    store.broken = false;
    timer.pass(Expiry.PERIOD);

    assertThat(unread.poll(20, SECONDS)).isEqualTo("bot m1");
    assertThat(mailbox.size()).isZero();
  }

  @Test
  void aHandlerOfWhatHasExpiredThatFailsHarmsNothingElse() throws Exception {
    mailboxes.close();
    mailboxes =
        new Mailboxes(
            store.store(),
            new Backlog(1_000_000),
            (token, stored) -> {
              unread.add(token + " " + stored.stanza().id());
              throw new IllegalStateException("a fault that the test has made");
            },
            timer,
            timer.clock());
    mailbox = opened();
    kept(message("m1"));
    kept(message("m2"));
    timer.pass(EXPIRE.plus(Expiry.PERIOD));
    assertThat(unread.poll(20, SECONDS)).isEqualTo("bot m1");
    assertThat(unread.poll(20, SECONDS)).isEqualTo("bot m2");
  }

  @Test
  void aBotThatPollsIsConnectedBetweenTwoPolls() {
    assertThat(mailbox.isConnected()).isFalse();
    Reading reading = mailbox.read(0);
    timer.pass(Duration.ofMinutes(2));
    assertThat(mailbox.isConnected()).isTrue();

    reading.close();
    timer.pass(Mailbox.BETWEEN_POLLS.minusSeconds(1));
    assertThat(mailbox.isConnected()).isTrue();
    timer.pass(Duration.ofSeconds(1));
    assertThat(mailbox.isConnected()).isFalse();
  }

  @Test
  void anIqThatHasItsAnswerIsTakenAway() throws Exception {
    long iq = kept(iq("i1"));
    kept(message("m1"));
    mailbox.removeIq(iq);
    mailbox.removeIq(iq);

    assertThat(read(0)).containsExactly("m1");
    assertThat(mailbox.size()).isEqualTo(1);
  }

  @Test
  void anIqThatWasAcknowledgedIsNotCountedTwice() throws Exception {
    long iq = kept(iq("i1"));
    assertThat(read(0)).containsExactly("i1");
    long message = kept(message("m1"));
    assertThat(read(iq)).containsExactly("m1");
    mailbox.removeIq(iq);

    assertThat(mailbox.size()).isEqualTo(1);
    assertThat(read(0)).containsExactly("m1");
    assertThat(message).isGreaterThan(iq);
  }

  @Test
  void iqsOfAnEarlierLifeAreNotThereAnyMore() throws Exception {
    for (int i = 0; i < 120; i++) {
      kept(iq("i" + i));
      kept(message("m" + i));
    }
    mailbox = reopened();
    kept(iq("new"));

    assertThat(read(0)).hasSize(121).startsWith("m0", "m1").endsWith("m119", "new");
    assertThat(mailbox.size()).isEqualTo(121);
  }

  @Test
  void aMailboxIsThereForTokensThatPullAlone() throws Exception {
    kept(message("m1"));
    CompletableFuture<Pulled> next = mailbox.read(mailbox.lastHandedOut()).next(10);
    assertThat(ids(get(next))).containsExactly("m1");
    CompletableFuture<Pulled> waits = mailbox.read(mailbox.lastHandedOut()).next(10);
    kept(message("m2"));
    assertThat(ids(get(waits))).containsExactly("m2");
    CompletableFuture<Pulled> last = mailbox.read(mailbox.lastHandedOut()).next(10);

    get(mailboxes.open(Set.of("other")));
    assertThat(get(last)).isEqualTo(new Pulled.Nothing());
    assertThat(mailboxes.of("bot")).isEmpty();
    assertThat(mailboxes.of("other")).isPresent();

    get(mailboxes.open(Set.of("bot", "other")));
    assertThat(mailboxes.of("bot")).containsSame(mailbox);
  }

  @Test
  void whatIsLeftForATokenThatPullsNoMoreExpiresInItsTime() throws Exception {
    kept(message("m1"));
    mailboxes.close();
    mailboxes = mailboxes(1_000_000);
    get(mailboxes.open(Set.of()));
    assertThat(mailboxes.of("bot")).isEmpty();
    timer.pass(EXPIRE.plus(Expiry.PERIOD));

    assertThat(unread.poll(20, SECONDS)).isEqualTo("bot m1");
    mailboxes.close();
    mailboxes = mailboxes(1_000_000);
    get(mailboxes.open(Set.of()));
    assertThat(get(store.store().queues())).isEmpty();
  }

  @Test
  void mailboxesThatCanNotBeOpenedLeaveThoseThatAre() throws Exception {
    store.broken = true;
    assertThatThrownBy(() -> get(mailboxes.open(Set.of("bot", "other"))))
        .hasRootCauseInstanceOf(SQLException.class);
    assertThat(mailboxes.of("bot")).containsSame(mailbox);
    assertThat(mailboxes.of("other")).isEmpty();

    store.broken = false;
    get(mailboxes.open(Set.of("bot", "other")));
    assertThat(mailboxes.of("other")).isPresent();
  }
}
