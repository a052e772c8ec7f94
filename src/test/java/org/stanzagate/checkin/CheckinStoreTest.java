package org.stanzagate.checkin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.stanzagate.checkin.CheckinStore.Unannounced;

@Timeout(30)
class CheckinStoreTest {
  /** As the original receiver makes it. */
  private static final String ORIGINAL =
      "CREATE TABLE checkins (packet_hash TEXT PRIMARY KEY, username TEXT NOT NULL, message TEXT NOT"
          + " NULL, channel TEXT NOT NULL, timestamp TEXT NOT NULL, source_bot TEXT, updated_at TEXT"
          + " NOT NULL)";

  @TempDir Path folder;

  private Path file() {
    return folder.resolve("new/and deep/checkins.db");
  }

  private CheckinStore open(boolean announces) throws IOException {
    return CheckinStore.open(file(), announces, Clock.systemUTC());
  }

  private static Checkin checkin(String hash, String message) {
    return new Checkin(hash, "HOWL", message, "#mesh", "2025-03-03T14:30:00Z", "bot");
  }

  private static boolean put(CheckinStore store, String hash) {
    return store.put(checkin(hash, "hi")).join();
  }

  private void sql(String... statements) throws Exception {
    Files.createDirectories(file().getParent());
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file());
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  private List<String> query(String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file());
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      List<String> found = new ArrayList<>();
      while (rows.next()) {
        found.add(rows.getString(1));
      }
      return found;
    }
  }

  /** Takes all that waits, in its order. */
  private static List<String> announceAll(CheckinStore store) {
    List<String> hashes = new ArrayList<>();
    for (Optional<Unannounced> next = store.next().join();
        next.isPresent();
        next = store.next().join()) {
      hashes.add(next.get().checkin().packetHash());
      assertThat(store.announced(next.get()).join()).isOne();
    }
    return hashes;
  }

  @Test
  void aCheckinIsNewOnceAndItsLatestTextIsKept() throws Exception {
    CheckinStore store = open(false);
    assertThat(store.put(checkin("A", "first")).join()).isTrue();
    assertThat(store.put(checkin("A", "second")).join()).isFalse();
    assertThat(put(store, "B")).isTrue();

    assertThat(query("SELECT message FROM checkins ORDER BY packet_hash"))
        .containsExactly("second", "hi");
    assertThat(query("SELECT updated_at FROM checkins WHERE packet_hash = 'A'").get(0))
        .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d{3})?Z");
    store.close();
  }

  @Test
  void ofManyAtOnceExactlyOneIsNew() throws Exception {
    CheckinStore store = open(true);
    List<CompletableFuture<Boolean>> all =
        IntStream.range(0, 1000)
            .parallel()
            .mapToObj(i -> store.put(checkin("hash " + i % 100, "hi")))
            .toList();

    assertThat(all.stream().filter(CompletableFuture::join)).hasSize(100);
    assertThat(query("SELECT count(*) FROM checkins")).containsExactly("100");
    assertThat(announceAll(store)).hasSize(100).doesNotHaveDuplicates();
    store.close();
  }

  @Test
  void whatWaitsIsAnnouncedOnceInTheOrderOfArrivalAfterARestartToo() throws Exception {
    CheckinStore before = open(true);
    for (String hash : List.of("C", "A", "D")) {
      assertThat(put(before, hash)).isTrue();
    }
    assertThat(put(before, "A")).isFalse();
    assertThat(before.announced(before.next().join().orElseThrow()).join()).isOne();
    before.close();

    CheckinStore after = open(true);
    assertThat(put(after, "B")).isTrue();
    assertThat(put(after, "C")).isFalse();
    assertThat(announceAll(after)).containsExactly("A", "D", "B");
    assertThat(announceAll(after)).isEmpty();
    after.close();
  }

  @Test
  void whatIsAnnouncedIsTheLatestOfItsHash() throws Exception {
    CheckinStore store = open(true);
    put(store, "A");
    store.put(checkin("A", "corrected")).join();
    assertThat(store.next().join().orElseThrow().checkin().message()).isEqualTo("corrected");
    store.close();
  }

  @Test
  void anExistingFileIsTakenOverAndItsPastIsNotAnnounced() throws Exception {
    sql(
        ORIGINAL,
        "INSERT INTO checkins VALUES ('old', 'u', 'm', 'c', 't', NULL, 'then')",
        "INSERT INTO checkins VALUES ('older', 'u', 'm', 'c', 't', '', 'then')");
    CheckinStore store = open(true);

    assertThat(put(store, "old")).isFalse();
    assertThat(put(store, "new")).isTrue();
    assertThat(announceAll(store)).containsExactly("new");
    store.close();
  }

  @Test
  void whatCameWhileNothingWasAnnouncedIsAnnouncedLaterButNotFromBeforeTheFirstTime()
      throws Exception {
    CheckinStore off = open(false);
    put(off, "never");
    off.close();
    open(true).close();
    off = open(false);
    put(off, "late 2");
    put(off, "late 1");
    off.close();

    CheckinStore on = open(true);
    put(on, "now");
    assertThat(announceAll(on)).containsExactly("late 2", "late 1", "now");
    on.close();
  }

  @Test
  void whatAnAdminDeletesIsNotAnnouncedAndHoldsUpNothing() throws Exception {
    CheckinStore store = open(true);
    put(store, "A");
    put(store, "B");
    sql("DELETE FROM checkins WHERE packet_hash = 'A'");
    assertThat(announceAll(store)).containsExactly("B");
    store.close();
  }

  @Test
  void textComesBackAsItWasStored() throws Exception {
    CheckinStore store = open(true);
    String odd = "'); DROP TABLE checkins; --\0\n \uD83E\uDD8A";
    store.put(new Checkin(odd, odd, odd, odd, "t", "")).join();
    store.close();
    CheckinStore again = open(true);
    assertThat(again.put(new Checkin(odd, odd, odd, odd, "t", "")).join()).isFalse();
    assertThat(again.next().join().orElseThrow().checkin())
        .isEqualTo(new Checkin(odd, odd, odd, odd, "t", ""));
    again.close();
  }

  @Test
  void itIsSyncedAndInWriteAheadMode() throws Exception {
    CheckinStore store = open(false);
    put(store, "A");
    assertThat(query("PRAGMA journal_mode")).containsExactly("wal");
    assertThat(Files.exists(file().resolveSibling("checkins.db-wal"))).isTrue();
    store.close();
    assertThat(Files.exists(file().resolveSibling("checkins.db-wal"))).isFalse();
  }

  @Test
  void aTableOfAnotherKindIsRefusedByName() throws Exception {
    sql("CREATE TABLE checkins (id INTEGER PRIMARY KEY, username TEXT)");
    assertThatThrownBy(() -> open(false))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(file().toString())
        .hasMessageContaining("message");
  }

  @Test
  void whatIsNoDatabaseIsRefusedByName() throws Exception {
    Files.createDirectories(file().getParent());
    Files.writeString(file(), "x".repeat(10_000));
    assertThatThrownBy(() -> open(false))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(file().toString());
  }

  @Test
  void aFolderThatCanNotBeMadeIsSaidSo() throws Exception {
    Files.writeString(folder.resolve("new"), "a file in the way");
    assertThatThrownBy(() -> open(false))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(file().toString());
  }

  @Test
  void afterTheEndNothingIsTaken() throws Exception {
    CheckinStore store = open(true);
    store.close();
    assertThatThrownBy(() -> put(store, "A")).hasRootCauseInstanceOf(SQLException.class);
    store.close();
  }

  @Test
  void whileAnotherProgramHoldsTheFileNothingIsPromisedAndLaterAllIsWell() throws Exception {
    CheckinStore store = open(false);
    try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + file());
        Statement statement = other.createStatement()) {
      statement.execute("BEGIN IMMEDIATE");
      assertThatThrownBy(() -> put(store, "A")).hasRootCauseInstanceOf(SQLException.class);
      statement.execute("ROLLBACK");
    }
    assertThat(put(store, "A")).isTrue();
    store.close();
  }
}
