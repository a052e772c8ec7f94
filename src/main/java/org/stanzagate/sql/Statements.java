package org.stanzagate.sql;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs SQL on one connection, and prepares each statement once. For one thread. */
public final class Statements implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Statements.class);

  private final Connection connection;
  private final Map<String, PreparedStatement> prepared = new HashMap<>();

  /** Makes something of a row. */
  @FunctionalInterface
  public interface Row<T> {
    T read(ResultSet row) throws SQLException;
  }

  /** Takes a row, and says whether it wants the next one. */
  @FunctionalInterface
  public interface RowReader {
    boolean wantsMore(ResultSet row) throws SQLException;
  }

  Statements(Connection connection) {
    this.connection = connection;
  }

  /** How many rows it has changed. */
  public int execute(String sql, @Nullable Object... values) throws SQLException {
    PreparedStatement statement = statement(sql, values);
    statement.execute();
    return statement.getUpdateCount();
  }

  /** The first row that there is. */
  public <T> Optional<T> first(String sql, Row<T> row, @Nullable Object... values)
      throws SQLException {
    try (ResultSet rows = statement(sql, values).executeQuery()) {
      return rows.next() ? Optional.of(row.read(rows)) : Optional.empty();
    }
  }

  /** All rows. */
  public <T> List<T> all(String sql, Row<T> row, @Nullable Object... values) throws SQLException {
    List<T> all = new ArrayList<>();
    each(sql, next -> all.add(row.read(next)), values);
    return all;
  }

  /** Row by row, as long as more are wanted. */
  public void each(String sql, RowReader reader, @Nullable Object... values) throws SQLException {
    try (ResultSet rows = statement(sql, values).executeQuery()) {
      boolean wantsMore = true;
      while (wantsMore && rows.next()) {
        wantsMore = reader.wantsMore(rows);
      }
    }
  }

  /** Fails where there are no such tables or columns. */
  public PreparedStatement prepare(String sql) throws SQLException {
    PreparedStatement statement = prepared.get(sql);
    if (statement == null) {
      statement = connection.prepareStatement(sql);
      prepared.put(sql, statement);
    }
    return statement;
  }

  /** Runs what isn't worth keeping, to its end, whatever it answers. */
  void run(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.executeUpdate(sql);
    }
  }

  /** After a failure: the driver closes a statement that has failed, and it would fail for ever. */
  void forgetPrepared() {
    for (PreparedStatement statement : prepared.values()) {
      try {
        statement.close();
      } catch (SQLException e) {
        LOG.debug("A statement could not be closed", e);
      }
    }
    prepared.clear();
  }

  private PreparedStatement statement(String sql, @Nullable Object... values) throws SQLException {
    PreparedStatement statement = prepare(sql);
    for (int i = 0; i < values.length; i++) {
      statement.setObject(i + 1, values[i]);
    }
    return statement;
  }

  /** Ends the connection, and the statements with it. */
  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
