package org.stanzagate.outbox;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.stanzagate.outbox.StoredQueue.Kind.POSTED;
import static org.stanzagate.outbox.StoredQueue.Kind.PULLED;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.stanzagate.config.StoreConfig;
import org.stanzagate.sql.Dialect;
import org.stanzagate.sql.Migrations;
import org.stanzagate.stanza.Namespaces;
import org.stanzagate.stanza.Stanza;
import org.stanzagate.xml.ElementReader;

@Timeout(60)
class SqlStoreTest {
  private static final Instant RECEIVED = Instant.parse("2026-11-22T10:00:00.123Z");
  private static final Instant EXPIRES = RECEIVED.plusSeconds(3600);

  @TempDir Path folder;

  private Store store;
  private long queue;

  @BeforeEach
  void open() throws Exception {
    store = Store.open(config(), Clock.systemUTC());
    queue = store.create(POSTED, "bots", "http://127.0.0.1/").join().id();
  }

  @AfterEach
  void close() {
    store.close();
  }

  private Path file() {
    return folder.resolve("store.db");
  }

  private StoreConfig config() {
    return new StoreConfig("jdbc:sqlite:" + file());
  }

  private void reopen() throws Exception {
    store.close();
    store = Store.open(config(), Clock.systemUTC());
  }

  static Stanza stanza(String content) {
    try {
      String xml = "<message to='bot@rest.example' from='ada@example.net/x' id='i'>%s</message>";
      return Stanza.of(
          ElementReader.read(xml.formatted(content).getBytes(UTF_8), Namespaces.CLIENT));
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static Stanza body(String text) {
    return stanza("<body>" + text + "</body>");
  }

  private CompletableFuture<Long> put(String lane, String text) {
    return store.put(queue, lane, body(text), false, RECEIVED, EXPIRES);
  }

  private List<String> texts(String lane, long after, int atMost) {
    return store.read(queue, lane, after, atMost).join().stream()
        .map(stored -> stored.stanza().element().elements().get(0).text())
        .toList();
  }

  private void sql(String... statements) throws SQLException {
    try (Connection connection = DriverManager.getConnection(config().url());
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  private List<String> query(String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection(config().url());
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      List<String> found = new ArrayList<>();
      while (rows.next()) {
        found.add(rows.getString(1));
      }
      return found;
    }
  }

  @Test
  void aStanzaComesBackAsItWasPutAfterAReopeningToo() throws Exception {
    Stanza stanza =
        stanza(
            "text &amp; <b:x xmlns:b='urn:b' b:a='1' a='&apos;&quot;&lt;&#10;'> <![CDATA[<&]]> <y"
                + " xmlns=''/></b:x>\uD83E\uDD8A<body xml:lang='de'>ä</body>");
    long id = store.put(queue, "", stanza, true, RECEIVED, EXPIRES).join();
    reopen();

    assertThat(store.read(queue, "", 0, 10).join())
        .containsExactly(new StoredStanza(id, stanza, true, RECEIVED, EXPIRES));
  }

  @Test
  void aLaneKeepsItsOrderBesideTheOthers() throws Exception {
    for (int i = 0; i < 1000; i++) {
      var unused = put("lane " + i % 3, "text " + i);
    }
    List<String> expected =
        IntStream.range(0, 1000).filter(i -> i % 3 == 1).mapToObj(i -> "text " + i).toList();
    assertThat(texts("lane 1", 0, 10_000)).isEqualTo(expected);
    reopen();

    List<String> inSteps = new ArrayList<>();
    long after = 0;
    while (true) {
      List<StoredStanza> next = store.read(queue, "lane 1", after, 7).join();
      if (next.isEmpty()) {
        break;
      }
      assertThat(next).hasSizeLessThanOrEqualTo(7);
      next.forEach(one -> inSteps.add(one.stanza().element().elements().get(0).text()));
      after = next.get(next.size() - 1).id();
    }
    assertThat(inSteps).isEqualTo(expected);
  }

  @Test
  void whatIsAskedForIsDoneInThatOrder() {
    CompletableFuture<Long> first = put("a", "1");
    CompletableFuture<List<StoredStanza>> one = store.read(queue, "a", 0, 10);
    var unused = put("a", "2");
    CompletableFuture<List<StoredStanza>> two = store.read(queue, "a", 0, 10);
    store.remove(first.join());

    assertThat(one.join()).hasSize(1);
    assertThat(two.join()).hasSize(2);
    assertThat(texts("a", 0, 10)).containsExactly("2");
  }

  @Test
  void lanesAreThoseWithSomethingInThemByTheirFirst() {
    store.put(queue, "b", body("1"), false, RECEIVED.plusSeconds(1), EXPIRES).join();
    store.put(queue, "a'; DROP TABLE stanzas", body("2"), false, RECEIVED, EXPIRES).join();
    store.put(queue, "b", body("3"), false, RECEIVED.plusSeconds(9), EXPIRES).join();
    long last = store.put(queue, "", body("4"), false, RECEIVED, EXPIRES).join();
    long other = store.create(POSTED, "other", "t").join().id();
    store.put(other, "b", body("5"), false, RECEIVED.minusSeconds(60), EXPIRES).join();

    assertThat(store.lanes(queue).join())
        .containsExactly(
            new StoredLane("b", 2, RECEIVED.plusSeconds(1)),
            new StoredLane("a'; DROP TABLE stanzas", 1, RECEIVED),
            new StoredLane("", 1, RECEIVED));
    assertThat(store.oldest(queue).join()).contains(RECEIVED.plusSeconds(1));
    store.remove(last);
    assertThat(store.lanes(queue).join()).hasSize(2);
    assertThat(store.removeUpTo(queue, "b", last).join()).isEqualTo(2);
    assertThat(store.removeUpTo(queue, "b", last).join()).isZero();
    assertThat(store.lanes(queue).join()).hasSize(1);
    assertThat(store.lanes(other).join()).hasSize(1);
  }

  @Test
  void anEmptyQueueHasNothing() {
    assertThat(store.lanes(queue).join()).isEmpty();
    assertThat(store.oldest(queue).join()).isEmpty();
    assertThat(store.read(queue, "a", 0, 10).join()).isEmpty();
  }

  @Test
  void anIdIsNeverUsedAgain() throws Exception {
    List<Long> ids = new ArrayList<>();
    for (int round = 0; round < 3; round++) {
      for (int i = 0; i < 3; i++) {
        ids.add(put("a", "x").join());
      }
      ids.forEach(store::remove);
      assertThat(store.lanes(queue).join()).isEmpty();
      reopen();
    }
    assertThat(ids).isSorted().doesNotHaveDuplicates();
  }

  @Test
  void theIdentityStaysAndIsTheStoresOwn() throws Exception {
    String identity = store.identity();
    assertThat(identity).matches("[0-9a-f]{16}");
    reopen();
    assertThat(store.identity()).isEqualTo(identity);
    try (Store other =
        Store.open(new StoreConfig("jdbc:sqlite:" + folder.resolve("b.db")), Clock.systemUTC())) {
      assertThat(other.identity()).isNotEqualTo(identity);
    }
  }

  @Test
  void queuesAreKeptWithTheHashOfTheirTarget() throws Exception {
    StoredQueue pulled = store.create(PULLED, "bots", "s3cret token").join();
    assertThat(pulled.targetHash())
        .isEqualTo("199df9aec641d5109c73c5214444c2b193dfb41c29e1f6e12199b12fa1112f0c");
    store.handedOut(pulled.id(), 17).join();
    store.handedOut(pulled.id(), 5).join();
    store.rename(queue, "robots", "elsewhere").join();
    reopen();

    List<StoredQueue> queues = store.queues().join();
    assertThat(queues).extracting(StoredQueue::name).containsExactly("robots", "bots");
    assertThat(queues).extracting(StoredQueue::kind).containsExactly(POSTED, PULLED);
    assertThat(queues).extracting(StoredQueue::lastHandedOut).containsExactly(0L, 17L);
    assertThat(queues.get(1).targetHash()).isEqualTo(pulled.targetHash());
    assertThat(Files.readString(file(), ISO_8859_1)).doesNotContain("s3cret token");
  }

  @Test
  void whatCanNotBeDoneFailsAloneAndHoldsUpNobody() {
    CompletableFuture<Long> before = put("a", "1");
    CompletableFuture<Long> nowhere = store.put(99, "a", body("2"), false, RECEIVED, EXPIRES);
    CompletableFuture<Long> after = put("a", "3");

    assertThat(after.join()).isGreaterThan(before.join());
    assertThatThrownBy(nowhere::join).hasCauseInstanceOf(SQLException.class);
    assertThat(texts("a", 0, 10)).containsExactly("1", "3");
  }

  @Test
  void aQueueIsDroppedWithAllThatIsInItAndNoOther() {
    long other = store.create(POSTED, "other", "t").join().id();
    var unused = put("a", "1");
    store.put(other, "a", body("2"), false, RECEIVED, EXPIRES).join();
    store.drop(queue).join();

    assertThat(store.queues().join()).extracting(StoredQueue::id).containsExactly(other);
    assertThat(store.lanes(queue).join()).isEmpty();
    assertThat(store.lanes(other).join()).hasSize(1);
  }

  @Test
  void noMoreThanAMebibyteIsReadAtOnceButOneAlways() {
    String large = "x".repeat(400 * 1024);
    for (int i = 0; i < 5; i++) {
      var unused = put("a", large);
    }
    var unused = put("b", large.repeat(3));
    var behind = put("b", "small");

    assertThat(behind.join()).isPositive();
    assertThat(store.read(queue, "a", 0, 10).join()).hasSize(2);
    assertThat(texts("b", 0, 10)).containsExactly(large.repeat(3));
  }

  @Test
  void whatCanNotBeReadLeavesTheWayAndIsKept() throws Exception {
    long first = put("a", "1").join();
    var unused = put("a", "2");
    long third = put("a", "3").join();
    sql(
        "UPDATE stanzas SET xml = '<message' WHERE id = " + first,
        "UPDATE stanzas SET xml = '<message to=\"b@c\" from=\"@\"/>' WHERE id = " + third);

    assertThat(texts("a", 0, 1)).containsExactly("2");
    assertThat(texts("a", 0, 10)).containsExactly("2");
    assertThat(store.lanes(queue).join()).extracting(StoredLane::size).containsExactly(1L);
    store.close();
    assertThat(query("SELECT xml FROM unreadable_stanzas ORDER BY id"))
        .containsExactly("<message", "<message to=\"b@c\" from=\"@\"/>");
  }

  @Test
  void whileAnotherProgramHoldsTheFileItIsReadAndRemovalsAreMadeUpFor() throws Exception {
    long id = put("a", "1").join();
    try (Connection other = DriverManager.getConnection(config().url());
        Statement statement = other.createStatement()) {
      statement.execute("BEGIN IMMEDIATE");
      store.remove(id);
      CompletableFuture<Long> refused = put("a", "2");
      assertThat(texts("a", 0, 10)).containsExactly("1");
      assertThatThrownBy(refused::join).hasCauseInstanceOf(SQLException.class);
      statement.execute("ROLLBACK");
    }
    long next = put("a", "3").join();
    assertThat(next).isGreaterThan(id);
    assertThat(texts("a", 0, 10)).containsExactly("3");
  }

  @Test
  void aSecondGatewayIsRefusedAndTheFirstGoesOn() throws Exception {
    assertThatThrownBy(() -> Store.open(config(), Clock.systemUTC()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(file().toString())
        .hasMessageContaining("uses it already");
    assertThat(put("a", "1").join()).isPositive();
  }

  @Test
  void aMissingFolderIsNotMade() {
    StoreConfig nowhere = new StoreConfig("jdbc:sqlite:" + folder.resolve("no/store.db"));
    assertThatThrownBy(() -> Store.open(nowhere, Clock.systemUTC()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("there is no folder " + folder.resolve("no") + "; make it");
  }

  @Test
  void anOlderSchemaIsBroughtUpToDateAndANewerOneRefused() throws Exception {
    String identity = store.identity();
    put("a", "1").join();
    store.close();
    Dialect dialect = Dialect.of(config().url());
    List<List<String>> steps = new ArrayList<>(StoreSchema.migrations(dialect).steps());
    steps.add(
        List.of(
            "ALTER TABLE stanzas ADD COLUMN tries INTEGER NOT NULL DEFAULT 7",
            "UPDATE stanzas SET tries = 8"));

    try (Store newer = SqlStore.open(dialect, new Migrations(steps), Clock.systemUTC())) {
      assertThat(newer.identity()).isEqualTo(identity);
      assertThat(query("SELECT tries FROM stanzas")).containsExactly("8");
      assertThat(query("SELECT version FROM schema_version")).containsExactly("2");
    }
    SqlStore.open(Dialect.of(config().url()), new Migrations(steps), Clock.systemUTC()).close();
    assertThat(query("SELECT tries FROM stanzas")).containsExactly("8");
    assertThatThrownBy(() -> Store.open(config(), Clock.systemUTC()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(file().toString())
        .hasMessageContaining("newer version of the gateway (schema 2, and this one knows 1)");
  }

  @Test
  void afterTheEndNothingIsTaken() {
    store.close();
    assertThatThrownBy(() -> put("a", "1").join()).hasRootCauseInstanceOf(SQLException.class);
    assertThat(store.isWritable().join()).isFalse();
    store.remove(1);
  }

  @Test
  void aPeakIsGivenBackToTheDisk() throws Exception {
    String text = "x".repeat(10_000);
    List<CompletableFuture<Long>> all =
        IntStream.range(0, 2000).mapToObj(i -> put("a", text)).toList();
    LongStream ids = all.stream().mapToLong(CompletableFuture::join);
    ids.forEach(store::remove);
    assertThat(store.lanes(queue).join()).isEmpty();

    Awaitility.await("the files are small again")
        .until(() -> size("") < 3_000_000 && size("-wal") < 5_000_000);
    assertThat(put("a", "1").join()).isGreaterThan(2000);
  }

  private long size(String end) {
    return file().resolveSibling(file().getFileName() + end).toFile().length();
  }
}
