package org.stanzagate.it;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** A store that can't be used ends the start with a line that says which, and is left as it was. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ExtendWith(FailureLogs.class)
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class StoreRefusalIT {
  private final StreamServer server = StreamServer.start();

  StoreRefusalIT() throws IOException {}

  @AfterAll
  void stop() throws IOException {
    server.close();
  }

  private GatewaySettings on(Path file) {
    return server
        .settings()
        .with(
            "store: { url: 'jdbc:sqlite:%s' }\ncallback: { url: 'http://127.0.0.1:9/', delivery: durable }"
                .formatted(file));
  }

  private void assertRefused(Path file) {
    assertRefused(file, "can't be used");
  }

  /** It ends at once, by itself, and its last words tell an administrator where to look. */
  private void assertRefused(Path file, String words) {
    String config = GatewayProcess.write(on(file).toYaml()).toString();
    try (GatewayProcess gateway = GatewayProcess.launch("run", "--config", config)) {
      assertThat(gateway.awaitExit()).as(gateway.printed()).isOne();
      assertThat(gateway.printed())
          .contains("store.url", file.toString(), words)
          .doesNotContain("\tat ", "Exception in thread");
    }
  }

  private void runOnce(Path file) {
    try (GatewayProcess gateway = GatewayProcess.ready(on(file))) {
      gateway.terminate();
      assertThat(gateway.awaitExit()).isZero();
    }
  }

  @Test
  void aFileOfSomethingElse() throws Exception {
    try (StoreFolder folder = StoreFolder.create()) {
      byte[] bytes = new byte[50_000];
      new Random(5).nextBytes(bytes);
      Files.write(folder.file(), bytes);

      assertRefused(folder.file());

      assertThat(Files.readAllBytes(folder.file())).isEqualTo(bytes);
    }
  }

  @Test
  void aFileWithTheRightHeadAndNothingRightBehindIt() throws Exception {
    try (StoreFolder folder = StoreFolder.create()) {
      byte[] bytes = new byte[50_000];
      new Random(6).nextBytes(bytes);
      byte[] head = "SQLite format 3\0".getBytes(US_ASCII);
      System.arraycopy(head, 0, bytes, 0, head.length);
      Files.write(folder.file(), bytes);

      assertRefused(folder.file());

      assertThat(Files.readAllBytes(folder.file())).isEqualTo(bytes);
    }
  }

  @Test
  void aStoreOfANewerVersion() throws Exception {
    try (StoreFolder folder = StoreFolder.create()) {
      runOnce(folder.file());
      try (Connection store = DriverManager.getConnection(folder.jdbcUrl());
          Statement statement = store.createStatement()) {
        assertThat(raiseVersion(statement)).isPositive();
      }

      assertRefused(folder.file(), "newer");
    }
  }

  /** Whichever way the store has to remember its version: all of them are raised. */
  private static int raiseVersion(Statement statement) throws SQLException {
    int raised = 0;
    try (ResultSet version = statement.executeQuery("PRAGMA user_version")) {
      raised += version.next() && version.getInt(1) > 0 ? 1 : 0;
    }
    if (raised > 0) {
      statement.execute("PRAGMA user_version = 9999");
    }
    String table = null;
    try (ResultSet found =
        statement.executeQuery(
            "SELECT m.name FROM sqlite_master m, pragma_table_info(m.name) c"
                + " WHERE m.type = 'table' AND c.name = 'version'")) {
      table = found.next() ? found.getString(1) : null;
    }
    if (table != null) {
      raised += statement.executeUpdate("UPDATE " + table + " SET version = 9999");
    }
    return raised;
  }

  @Test
  void aStoreThatAnotherGatewayHas() throws Exception {
    try (StoreFolder folder = StoreFolder.create();
        GatewayProcess first = GatewayProcess.ready(on(folder.file()))) {
      assertRefused(folder.file());

      assertThat(first.get("/readyz")).isEqualTo(200);
    }
  }

  @Test
  void aFolderThatIsNone() throws Exception {
    try (StoreFolder folder = StoreFolder.create()) {
      Path file = Files.writeString(folder.path().resolve("file"), "x");

      assertRefused(file.resolve("stanzagate.db"));
      assertRefused(folder.path());
    }
  }

  /** Where nobody may write, root included. */
  @Test
  void aFolderThatIsReadOnly() {
    assumeTrue(Files.isDirectory(Path.of("/proc/self")), "no Linux");

    assertRefused(Path.of("/proc/stanzagate.db"));
  }
}
