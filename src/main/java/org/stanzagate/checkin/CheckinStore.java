package org.stanzagate.checkin;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.stanzagate.sql.Database;
import org.stanzagate.sql.Dialect;
import org.stanzagate.sql.Statements;

/**
 * The check-ins in a SQLite file, and what has been announced of them. The table {@code checkins}
 * is that of the original receiver; {@code announcements} is there from the first start that
 * announces, and knows of each check-in whether it still waits for that. Safe in any thread.
 */
final class CheckinStore {
  private static final String CHECKINS =
      """
      CREATE TABLE IF NOT EXISTS checkins (
        packet_hash TEXT NOT NULL PRIMARY KEY,
        username TEXT NOT NULL,
        message TEXT NOT NULL,
        channel TEXT NOT NULL,
        timestamp TEXT NOT NULL,
        source_bot TEXT,
        updated_at TEXT NOT NULL
      )""";

  /** The number keeps the order of arrival, and is never used again. */
  private static final String ANNOUNCEMENTS =
      """
      CREATE TABLE announcements (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        packet_hash TEXT NOT NULL UNIQUE,
        announced_at TEXT
      )""";

  private static final String WAITING =
      "CREATE INDEX announcements_waiting ON announcements (number) WHERE announced_at IS NULL";

  private static final String INSERT =
      """
      INSERT INTO checkins
        (username, message, channel, timestamp, source_bot, updated_at, packet_hash)
      VALUES (?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (packet_hash) DO NOTHING""";

  private static final String UPDATE =
      """
      UPDATE checkins
      SET username = ?, message = ?, channel = ?, timestamp = ?, source_bot = ?, updated_at = ?
      WHERE packet_hash = ?""";

  private static final String FIND_ANNOUNCEMENTS =
      "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'announcements'";

  private static final String CATCH_UP =
      """
      INSERT INTO announcements (packet_hash, announced_at)
      SELECT packet_hash, ? FROM checkins
      WHERE packet_hash NOT IN (SELECT packet_hash FROM announcements)
      ORDER BY checkins.rowid""";

  private static final String ANNOUNCE =
      "INSERT INTO announcements (packet_hash) VALUES (?) ON CONFLICT DO NOTHING";

  private static final String ANNOUNCED =
      "UPDATE announcements SET announced_at = ? WHERE number = ?";

  private static final String NEXT =
      """
      SELECT number, packet_hash, username, message, channel, timestamp, source_bot
      FROM announcements JOIN checkins USING (packet_hash)
      WHERE announced_at IS NULL
      ORDER BY number
      LIMIT 1""";

  private final Database database;
  private final boolean announces;
  private final Clock clock;

  /** A check-in that is to be announced. */
  record Unannounced(long number, Checkin checkin) {}

  private CheckinStore(Database database, boolean announces, Clock clock) {
    this.database = database;
    this.announces = announces;
    this.clock = clock;
  }

  /**
   * Opens the file, and makes what is missing.
   *
   * @param announces whether check-ins are to be announced. The first time, those that are there
   *     already count as announced
   * @throws IOException if it can't be used; the text says why
   */
  static CheckinStore open(Path file, boolean announces, Clock clock) throws IOException {
    Database database =
        Database.open(
            Dialect.sharedSqlite(file),
            "checkin-database",
            clock,
            statements -> {
              statements.execute(CHECKINS);
              if (announces) {
                catchUp(statements, now(clock));
              }
              statements.prepare(INSERT); // fails where the table that is there is another one
              return statements.prepare(UPDATE);
            });
    return new CheckinStore(database, announces, clock);
  }

  /** Takes into the table what came while nothing was announced. */
  private static void catchUp(Statements statements, String now) throws SQLException {
    boolean isFirst = statements.first(FIND_ANNOUNCEMENTS, row -> true).isEmpty();
    if (isFirst) {
      statements.execute(ANNOUNCEMENTS);
      statements.execute(WAITING);
    }
    statements.execute(CATCH_UP, isFirst ? now : null);
  }

  /**
   * Keeps a check-in, the latest of those with its hash. Completes once it is on the disk: with
   * true if none was there.
   */
  CompletableFuture<Boolean> put(Checkin checkin) {
    String now = now(clock);
    return database.submit(
        statements -> {
          boolean isNew = write(statements, INSERT, checkin, now) > 0;
          if (!isNew) {
            write(statements, UPDATE, checkin, now);
          } else if (announces) {
            statements.execute(ANNOUNCE, checkin.packetHash());
          }
          return isNew;
        });
  }

  /** The first that waits to be announced. */
  CompletableFuture<Optional<Unannounced>> next() {
    return database.query(statements -> statements.first(NEXT, CheckinStore::unannounced));
  }

  /** Takes note, on the disk, that one need not be announced any more. */
  CompletableFuture<Integer> announced(Unannounced one) {
    String now = now(clock);
    return database.submit(statements -> statements.execute(ANNOUNCED, now, one.number()));
  }

  /** Whether something can be stored now. */
  CompletableFuture<Boolean> isWritable() {
    return database.isWritable();
  }

  /** Writes what has been handed over, and ends. */
  void close() {
    database.close();
  }

  private static Unannounced unannounced(ResultSet row) throws SQLException {
    String sourceBot = row.getString("source_bot");
    return new Unannounced(
        row.getLong("number"),
        new Checkin(
            row.getString("packet_hash"),
            row.getString("username"),
            row.getString("message"),
            row.getString("channel"),
            row.getString("timestamp"),
            sourceBot == null ? "" : sourceBot));
  }

  private static int write(Statements statements, String sql, Checkin checkin, String now)
      throws SQLException {
    return statements.execute(
        sql,
        checkin.username(),
        checkin.message(),
        checkin.channel(),
        checkin.timestamp(),
        checkin.sourceBot(),
        now,
        checkin.packetHash());
  }

  private static String now(Clock clock) {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS).toString();
  }
}
