package org.stanzagate.sql;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.stanzagate.time.ManualTimer;

@Timeout(60)
class DatabaseTest {
  private static final long PLENTY = 1_000_000;
  private static final String TEXT = "x".repeat(100_000);

  @TempDir Path folder;

  private final ManualTimer time = new ManualTimer();
  private LimitedDialect dialect;
  private Database database;

  @BeforeEach
  void open() throws IOException {
    dialect = new LimitedDialect(Dialect.of(url()), PLENTY);
    database = open(dialect, time.clock());
  }

  private static Database open(Dialect dialect, Clock clock) throws IOException {
    return Database.open(
        dialect,
        "database",
        clock,
        statements ->
            statements.execute(
                "CREATE TABLE IF NOT EXISTS t (n BIGINT NOT NULL UNIQUE, text TEXT NOT NULL)"));
  }

  @AfterEach
  void close() {
    database.close();
  }

  private Path file() {
    return folder.resolve("x.db");
  }

  private String url() {
    return "jdbc:sqlite:" + file();
  }

  private static Database.Work<Integer> insert(long number, String text) {
    return statements -> statements.execute("INSERT INTO t (n, text) VALUES (?, ?)", number, text);
  }

  private CompletableFuture<Integer> put(long number, String text) {
    return database.submit(insert(number, text));
  }

  private List<Long> numbers() {
    return database
        .query(statements -> statements.all("SELECT n FROM t ORDER BY n", row -> row.getLong(1)))
        .join();
  }

  private static boolean isDone(CompletableFuture<?> future) {
    try {
      future.join();
      return true;
    } catch (CompletionException e) {
      assertThat(e).hasCauseInstanceOf(SQLException.class);
      return false;
    }
  }

  @Test
  void whatCanNotBeDoneTakesNothingBackButItsOwn() {
    CompletableFuture<Boolean> go = new CompletableFuture<>();
    CompletableFuture<Boolean> held = database.query(statements -> go.join());
    CompletableFuture<Integer> first = put(2, "");
    CompletableFuture<Integer> halfDone =
        database.submit(
            statements -> insert(3, "").run(statements) + insert(2, "").run(statements));
    CompletableFuture<Integer> fault =
        database.submit(
            statements -> {
              insert(4, "").run(statements);
              throw new IllegalStateException("a fault");
            });
    CompletableFuture<Integer> last = put(5, "");
    go.complete(true);

    assertThat(last.join()).isOne();
    assertThat(held.join()).isTrue();
    assertThat(first.join()).isOne();
    assertThatThrownBy(halfDone::join).hasCauseInstanceOf(SQLException.class);
    assertThatThrownBy(fault::join).hasCauseInstanceOf(IllegalStateException.class);
    assertThat(numbers()).containsExactly(2L, 5L);
    assertThat(database.isWritable().join()).isTrue();
  }

  @Test
  void whatAFullDiskRefusedIsNotThereAndWithRoomAllGoesOn() {
    put(0, TEXT).join();
    dialect.limit(60);
    List<Long> stored = new ArrayList<>(List.of(0L));
    List<CompletableFuture<Integer>> all = new ArrayList<>();
    for (long i = 1; i < 20; i++) {
      all.add(put(i, TEXT));
    }
    for (int i = 0; i < all.size(); i++) {
      if (isDone(all.get(i))) {
        stored.add(i + 1L);
      }
    }
    assertThat(stored).hasSizeBetween(2, 3);
    assertThat(numbers()).isEqualTo(stored);
    assertThat(isDone(put(100, TEXT))).isFalse();

    dialect.limit(PLENTY);
    assertThat(isDone(put(101, TEXT))).isTrue();
    stored.add(101L);
    assertThat(numbers()).isEqualTo(stored);
  }

  @Test
  void whatIsInsistedOnIsDoneOnceItCanBeThoughNobodyWritesMore() {
    put(0, TEXT).join();
    dialect.limit(60);
    for (long i = 1; i < 20; i++) {
      database.insist(insert(i, TEXT));
    }
    assertThat(numbers()).hasSizeLessThan(5);
    dialect.limit(PLENTY);

    Awaitility.await("all are there").until(() -> numbers().size() == 20);
  }

  @Test
  void whatIsInsistedOnIsTriedAgainAtTheEnd() throws Exception {
    try (Connection other = DriverManager.getConnection(url());
        Statement statement = other.createStatement()) {
      statement.execute("BEGIN IMMEDIATE");
      database.insist(insert(1, ""));
      assertThat(isDone(put(2, ""))).isFalse();
      statement.execute("ROLLBACK");
    }
    database.close();
    database = open(Dialect.of(url()), time.clock());
    assertThat(numbers()).containsExactly(1L);
  }

  @Test
  void anAnswerHoldsForASecondForAllWhoAsk() throws Exception {
    int before = dialect.touches();
    database.isWritable().cancel(false);
    for (int i = 0; i < 10; i++) {
      assertThat(database.isWritable().join()).isTrue();
    }
    assertThat(dialect.touches()).isEqualTo(before + 1);
    time.pass(Duration.ofMillis(999));
    assertThat(database.isWritable().join()).isTrue();
    assertThat(dialect.touches()).isEqualTo(before + 1);
    time.pass(Duration.ofMillis(1));
    assertThat(database.isWritable().join()).isTrue();
    assertThat(dialect.touches()).isEqualTo(before + 2);

    try (Connection other = DriverManager.getConnection(url());
        Statement statement = other.createStatement()) {
      time.pass(Duration.ofSeconds(1));
      statement.execute("BEGIN IMMEDIATE");
      assertThat(database.isWritable().join()).isFalse();
      statement.execute("ROLLBACK");
      time.pass(Duration.ofSeconds(1));
      assertThat(database.isWritable().join()).isTrue();
    }
  }

  @Test
  void aFileThatIsGoneOrAnotherTakesNothingUntilItIsBack() throws Exception {
    put(1, "").join();
    Path away = folder.resolve("away.db");
    Files.move(file(), away);
    assertThatThrownBy(() -> put(2, "").join())
        .hasCauseInstanceOf(SQLException.class)
        .hasMessageContaining("it is gone");
    Files.writeString(file(), "another");
    assertThatThrownBy(() -> put(3, "").join())
        .hasMessageContaining("another file is in its place");
    assertThat(numbers()).containsExactly(1L);

    Files.move(away, file(), StandardCopyOption.REPLACE_EXISTING);
    put(4, "").join();
    assertThat(numbers()).containsExactly(1L, 4L);
  }

  @Test
  void ourFilesAreForOurEyesOnly() throws Exception {
    put(1, "").join();
    try (var files = Files.list(folder)) {
      List<Path> all = files.toList();
      assertThat(all).hasSizeGreaterThan(3);
      for (Path one : all) {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(one)))
            .as(one.toString())
            .isEqualTo("rw-------");
      }
    }
  }

  @Test
  void itIsHeldAgainstAnotherByAnyNameUntilItIsClosed() throws Exception {
    Path link = Files.createSymbolicLink(folder.resolve("link.db"), file());
    for (Path path : List.of(file(), link)) {
      assertThatThrownBy(() -> open(Dialect.of("jdbc:sqlite:" + path), time.clock()))
          .isInstanceOf(IOException.class)
          .hasMessage(path + " can't be used: this gateway uses it already");
    }
    database.close();
    open(Dialect.of("jdbc:sqlite:" + link), time.clock()).close();
  }

  /** And another process is told so while that one lives. */
  @Test
  void whatAProcessCommittedIsThereAfterItIsKilled() throws Exception {
    Path file = folder.resolve("child.db");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                StoringProcess.class.getName(),
                "jdbc:sqlite:" + file)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    long last = -1;
    try (BufferedReader said =
        new BufferedReader(new InputStreamReader(process.getInputStream(), US_ASCII))) {
      for (int i = 0; i < 2000; i++) {
        last = Long.parseLong(String.valueOf(said.readLine()));
      }
      assertThatThrownBy(() -> Dialect.of("jdbc:sqlite:" + file).connect())
          .isInstanceOf(IOException.class)
          .hasMessageStartingWith("another gateway uses it");
      assertThat(process.toHandle().destroyForcibly()).isTrue();
      for (String line = said.readLine(); line != null; line = said.readLine()) {
        last = line.isEmpty() ? last : Math.max(last, Long.parseLong(line));
      }
    } finally {
      process.destroyForcibly().waitFor();
    }
    try (Database after = open(Dialect.of("jdbc:sqlite:" + file), time.clock())) {
      List<Long> numbers =
          after.query(s -> s.all("SELECT n FROM t ORDER BY n", row -> row.getLong(1))).join();
      assertThat(numbers).hasSizeGreaterThan((int) last).doesNotHaveDuplicates();
      assertThat(numbers.get(numbers.size() - 1)).isEqualTo(numbers.size() - 1L);
    }
  }

  @Test
  void whatIsNoDatabaseIsSaidSo() throws Exception {
    Path file = Files.writeString(folder.resolve("text.db"), "x".repeat(10_000));
    assertThatThrownBy(() -> open(Dialect.of("jdbc:sqlite:" + file), time.clock()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining("move it away");
    assertThat(Files.readString(file)).hasSize(10_000);
  }
}
