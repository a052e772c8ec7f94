package org.stanzagate.checkin;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.stanzagate.config.Secret;

/** From the store to those who are told, one after the other. */
@Timeout(30)
class AnnouncerTest {
  private static final Duration END = Duration.ofSeconds(10);

  @TempDir Path folder;
  private CheckinStore store;
  private Announcer announcer;
  private Said audience = new Said();

  /** Takes what it is told, unless a test lets it refuse or wait. */
  private static final class Said implements Audience {
    final BlockingQueue<Announcement> begun = new LinkedBlockingQueue<>();
    volatile Optional<String> refusal = Optional.empty();
    volatile CountDownLatch mayEnd = new CountDownLatch(0);
    volatile boolean dismissed;
    volatile boolean left;

    @Override
    public Optional<String> say(Announcement announcement) throws InterruptedException {
      if (dismissed) {
        throw new InterruptedException();
      }
      CountDownLatch end = mayEnd;
      begun.add(announcement);
      end.await();
      return refusal;
    }

    @Override
    public void dismiss() {
      dismissed = true;
    }

    @Override
    public void leave() {
      left = true;
    }

    String next() throws InterruptedException {
      Announcement next = begun.poll(20, TimeUnit.SECONDS);
      assertThat(next).isNotNull();
      return next.text();
    }
  }

  @BeforeEach
  void start() throws Exception {
    store = CheckinStore.open(folder.resolve("checkins.db"), true, Clock.systemUTC());
    announcer = announcer();
  }

  private Announcer announcer() {
    return new Announcer(
        store,
        audience,
        new AnnouncementText("{message}"),
        new AnnouncementIds(new Secret("secret")));
  }

  @AfterEach
  void end() {
    announcer.stop(END);
    store.close();
  }

  private void put(String hash) {
    store
        .put(new Checkin(hash, "u", "m" + hash, "c", "t", ""))
        .thenAccept(isNew -> announcer.wake())
        .join();
  }

  @Test
  void whatWasLeftOverComesFirstAndThenWhatIsNew() throws Exception {
    put("1");
    put("2");
    announcer.start();
    assertThat(audience.next()).isEqualTo("m1");
    assertThat(audience.next()).isEqualTo("m2");
    put("3");
    assertThat(audience.next()).isEqualTo("m3");
    put("4");
    put("5");
    assertThat(List.of(audience.next(), audience.next())).containsExactly("m4", "m5");
  }

  @Test
  void oneIsUnderWayAtATimeAndIsNotedBeforeTheNextIsSaid() throws Exception {
    audience.mayEnd = new CountDownLatch(1);
    put("1");
    put("2");
    announcer.start();
    assertThat(audience.next()).isEqualTo("m1");
    assertThat(audience.begun).isEmpty();
    assertThat(store.next().join().orElseThrow().checkin().packetHash()).isEqualTo("1");
    CountDownLatch one = audience.mayEnd;
    audience.mayEnd = new CountDownLatch(1);
    one.countDown();
    assertThat(audience.next()).isEqualTo("m2");
    assertThat(store.next().join().orElseThrow().checkin().packetHash()).isEqualTo("2");
    audience.mayEnd.countDown();
  }

  @Test
  void whatCanNotBeSaidIsLeftOutAndHoldsUpNothing() throws Exception {
    audience.refusal = Optional.of("no");
    put("1");
    announcer.start();
    assertThat(audience.next()).isEqualTo("m1");
    put("2");
    assertThat(audience.next()).isEqualTo("m2");
  }

  @Test
  void atTheEndWhatHasBegunIsNotedAndTheRestIsLeftForTheNextStart() throws Exception {
    audience.mayEnd = new CountDownLatch(1);
    put("1");
    put("2");
    announcer.start();
    audience.next();
    Thread end = new Thread(() -> announcer.stop(END));
    end.start();
    Awaitility.await().until(() -> audience.dismissed);
    audience.mayEnd.countDown();
    end.join();

    assertThat(audience.left).isTrue();
    assertThat(store.next().join().orElseThrow().checkin().packetHash()).isEqualTo("2");
    audience = new Said();
    announcer = announcer();
    announcer.start();
    assertThat(audience.next()).isEqualTo("m2");
  }

  @Test
  void whatWasUnderWayAtTheEndIsSaidAgainWithTheSameId() throws Exception {
    audience.mayEnd = new CountDownLatch(1);
    put("1");
    announcer.start();
    Announcement first = audience.begun.take();
    announcer.stop(Duration.ofMillis(1));
    audience = new Said();
    announcer = announcer();
    announcer.start();
    assertThat(audience.begun.take()).isEqualTo(first);
  }

  @Test
  void whatCanNotBeNotedIsNotFollowedByTheNext() throws Exception {
    audience.mayEnd = new CountDownLatch(1);
    put("1");
    put("2");
    announcer.start();
    audience.next();
    try (Connection other =
            DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("checkins.db"));
        Statement statement = other.createStatement()) {
      statement.execute("BEGIN IMMEDIATE");
      audience.mayEnd.countDown();
      assertThat(audience.begun.poll(3, TimeUnit.SECONDS)).isNull();
      statement.execute("ROLLBACK");
    }
    assertThat(audience.next()).isEqualTo("m2");
    assertThat(audience.begun).isEmpty();
  }

  @Test
  void idsTellCheckinsApartAndNobodyCanMakeThem() {
    Checkin one = new Checkin("1", "u", "m", "c", "t", "");
    Checkin again = new Checkin("1", "x", "y", "z", "t", "");
    Checkin two = new Checkin("2", "u", "m", "c", "t", "");
    AnnouncementIds ids = new AnnouncementIds(new Secret("secret"));

    assertThat(ids.of(one)).isEqualTo(ids.of(again)).isNotEqualTo(ids.of(two)).hasSize(22);
    assertThat(new AnnouncementIds(new Secret("other")).of(one)).isNotEqualTo(ids.of(one));
  }
}
