package org.stanzagate.outbox;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.security.SecureRandom;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.stanzagate.sql.Database;
import org.stanzagate.sql.Dialect;
import org.stanzagate.sql.Migrations;
import org.stanzagate.sql.Statements;
import org.stanzagate.stanza.Namespaces;
import org.stanzagate.stanza.Stanza;
import org.stanzagate.stanza.StanzaException;
import org.stanzagate.xml.ElementReader;
import org.stanzagate.xml.ElementWriter;
import org.stanzagate.xml.XmlException;

/** The store in an SQL database, its stanzas as XML. */
final class SqlStore implements Store {
  private static final Logger LOG = LoggerFactory.getLogger(SqlStore.class);

  /** In characters. */
  private static final int MOST_READ_AT_ONCE = 1024 * 1024;

  private static final int BYTES_OF_IDENTITY = 8;

  private static final String QUEUES =
      "SELECT id, kind, name, target_hash, last_handed_out FROM queues ORDER BY id";

  private static final String CREATE =
      """
      INSERT INTO queues (kind, name, target_hash, last_handed_out) VALUES (?, ?, ?, 0)
      RETURNING id""";

  private static final String RENAME = "UPDATE queues SET name = ?, target_hash = ? WHERE id = ?";
  private static final String EMPTY = "DELETE FROM stanzas WHERE queue = ?";
  private static final String DROP = "DELETE FROM queues WHERE id = ?";

  private static final String PUT =
      """
      INSERT INTO stanzas (queue, lane, xml, is_own, received, expires) VALUES (?, ?, ?, ?, ?, ?)
      RETURNING id""";

  private static final String REMOVE = "DELETE FROM stanzas WHERE id = ?";

  private static final String REMOVE_UP_TO =
      "DELETE FROM stanzas WHERE queue = ? AND lane = ? AND id <= ?";

  private static final String HANDED_OUT =
      "UPDATE queues SET last_handed_out = ? WHERE id = ? AND last_handed_out < ?";

  /** Nothing but the index is read for those behind the first of a lane. */
  private static final String LANES =
      """
      SELECT lanes.lane, lanes.size, stanzas.received
      FROM (
        SELECT lane, count(*) AS size, min(id) AS first FROM stanzas WHERE queue = ? GROUP BY lane
      ) AS lanes
      JOIN stanzas ON stanzas.id = lanes.first
      ORDER BY lanes.first""";

  private static final String OLDEST =
      "SELECT received FROM stanzas WHERE id = (SELECT min(id) FROM stanzas WHERE queue = ?)";

  private static final String READ =
      """
      SELECT id, xml, is_own, received, expires FROM stanzas
      WHERE queue = ? AND lane = ? AND id > ?
      ORDER BY id""";

  private static final String SET_ASIDE =
      """
      INSERT INTO unreadable_stanzas (id, queue, lane, xml, is_own, received, expires, reason)
      SELECT id, queue, lane, xml, is_own, received, expires, ? FROM stanzas WHERE id = ?""";

  private final Database database;
  private final String identity;

  private SqlStore(Database database, String identity) {
    this.database = database;
    this.identity = identity;
  }

  static SqlStore open(Dialect dialect, Clock clock) throws IOException {
    return open(dialect, StoreSchema.migrations(dialect), clock);
  }

  static SqlStore open(Dialect dialect, Migrations migrations, Clock clock) throws IOException {
    String fresh = freshIdentity();
    Database database =
        Database.open(
            dialect,
            "store",
            clock,
            statements -> {
              migrations.apply(statements);
              return statements.execute(
                  "INSERT INTO store (identity) SELECT ? WHERE NOT EXISTS (SELECT 1 FROM store)",
                  fresh);
            });
    String identity =
        database
            .query(
                statements ->
                    statements.first("SELECT identity FROM store", row -> row.getString(1)))
            .join()
            .orElseThrow();
    return new SqlStore(database, identity);
  }

  private static String freshIdentity() {
    byte[] bytes = new byte[BYTES_OF_IDENTITY];
    new SecureRandom().nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  @Override
  public String identity() {
    return identity;
  }

  @Override
  public CompletableFuture<List<StoredQueue>> queues() {
    return database.query(statements -> statements.all(QUEUES, SqlStore::queue));
  }

  private static StoredQueue queue(ResultSet row) throws SQLException {
    return new StoredQueue(
        row.getLong("id"),
        StoredQueue.Kind.valueOf(row.getString("kind")),
        row.getString("name"),
        row.getString("target_hash"),
        row.getLong("last_handed_out"));
  }

  @Override
  public CompletableFuture<StoredQueue> create(StoredQueue.Kind kind, String name, String target) {
    String hash = StoredQueue.hash(target);
    return database.submit(
        statements ->
            new StoredQueue(id(statements, CREATE, kind.name(), name, hash), kind, name, hash, 0));
  }

  private static long id(Statements statements, String insert, Object... values)
      throws SQLException {
    return statements.first(insert, row -> row.getLong(1), values).orElseThrow();
  }

  @Override
  public CompletableFuture<Void> rename(long queue, String name, String target) {
    String hash = StoredQueue.hash(target);
    return done(statements -> statements.execute(RENAME, name, hash, queue));
  }

  @Override
  public CompletableFuture<Void> drop(long queue) {
    return done(statements -> statements.execute(EMPTY, queue) + statements.execute(DROP, queue));
  }

  private CompletableFuture<Void> done(Database.Work<Integer> work) {
    return database.submit(work).thenApply(rows -> null);
  }

  @Override
  public CompletableFuture<Long> put(
      long queue, String lane, Stanza stanza, boolean isOwn, Instant received, Instant expires) {
    String xml = ElementWriter.toXml(stanza.element(), Namespaces.CLIENT);
    return database.submit(
        statements ->
            id(
                statements,
                PUT,
                queue,
                lane,
                xml,
                isOwn ? 1 : 0,
                received.toEpochMilli(),
                expires.toEpochMilli()));
  }

  @Override
  public void remove(long id) {
    database.insist(statements -> statements.execute(REMOVE, id));
  }

  @Override
  public CompletableFuture<Integer> removeUpTo(long queue, String lane, long id) {
    return database.submit(statements -> statements.execute(REMOVE_UP_TO, queue, lane, id));
  }

  @Override
  public CompletableFuture<Void> handedOut(long queue, long id) {
    return done(statements -> statements.execute(HANDED_OUT, id, queue, id));
  }

  @Override
  public CompletableFuture<List<StoredLane>> lanes(long queue) {
    return database.query(statements -> statements.all(LANES, SqlStore::lane, queue));
  }

  private static StoredLane lane(ResultSet row) throws SQLException {
    return new StoredLane(row.getString(1), row.getLong(2), Instant.ofEpochMilli(row.getLong(3)));
  }

  @Override
  public CompletableFuture<List<StoredStanza>> read(
      long queue, String lane, long after, int atMost) {
    return database.query(
        statements -> {
          Reading reading = new Reading(atMost);
          statements.each(READ, reading::add, queue, lane, after);
          return reading.stanzas;
        });
  }

  /** What is read of a lane; what can't be is taken out of its way. */
  private final class Reading {
    final List<StoredStanza> stanzas = new ArrayList<>();
    private final int atMost;
    private long characters;

    Reading(int atMost) {
      this.atMost = atMost;
    }

    boolean add(ResultSet row) throws SQLException {
      long id = row.getLong("id");
      String xml = row.getString("xml");
      characters += xml.length();
      if (!stanzas.isEmpty() && characters > MOST_READ_AT_ONCE) {
        return false;
      }
      try {
        stanzas.add(
            new StoredStanza(
                id,
                Stanza.of(ElementReader.read(xml.getBytes(UTF_8), Namespaces.CLIENT)),
                row.getInt("is_own") != 0,
                Instant.ofEpochMilli(row.getLong("received")),
                Instant.ofEpochMilli(row.getLong("expires"))));
      } catch (XmlException | StanzaException e) {
        setAside(id, String.valueOf(e.getMessage()));
      }
      return stanzas.size() < atMost;
    }
  }

  private void setAside(long id, String reason) {
    LOG.error(
        "Row {} of stanzas can't be read, and goes to the table unreadable_stanzas; please report what is there: {}",
        id,
        reason);
    database.insist(
        statements -> statements.execute(SET_ASIDE, reason, id) + statements.execute(REMOVE, id));
  }

  @Override
  public CompletableFuture<Optional<Instant>> oldest(long queue) {
    return database.query(
        statements -> statements.first(OLDEST, row -> Instant.ofEpochMilli(row.getLong(1)), queue));
  }

  @Override
  public CompletableFuture<Boolean> isWritable() {
    return database.isWritable();
  }

  @Override
  public void close() {
    database.close();
  }
}
