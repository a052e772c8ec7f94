package org.stanzagate.sql;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** SQLite with a limit to its pages, which stands for that of a disk, and can be moved. */
final class LimitedDialect implements Dialect {
  private final Dialect sqlite;
  private @Nullable Connection connection;
  private volatile long pages;
  private final AtomicInteger touches = new AtomicInteger();

  LimitedDialect(Dialect sqlite, long pages) {
    this.sqlite = sqlite;
    this.pages = pages;
  }

  /** From the next thing that is written on. */
  void limit(long pages) {
    this.pages = pages;
  }

  int touches() {
    return touches.get();
  }

  @Override
  public Connection connect() throws SQLException, IOException {
    Connection connected = sqlite.connect();
    connection = connected;
    return connected;
  }

  @Override
  public void verify() throws SQLException {
    try (Statement statement = requireNonNull(connection).createStatement()) {
      statement.execute("PRAGMA max_page_count = " + pages);
    }
    sqlite.verify();
  }

  @Override
  public void touch(Statements statements) throws SQLException {
    touches.incrementAndGet();
    sqlite.touch(statements);
  }

  @Override
  public Optional<String> obstacle() {
    return sqlite.obstacle();
  }

  @Override
  public String begin() {
    return sqlite.begin();
  }

  @Override
  public String identity() {
    return sqlite.identity();
  }

  @Override
  public boolean tidy(Statements statements) throws SQLException {
    return sqlite.tidy(statements);
  }

  @Override
  public boolean isOutage(SQLException e) {
    return sqlite.isOutage(e);
  }

  @Override
  public String reason(SQLException e) {
    return sqlite.reason(e);
  }

  @Override
  public void close() throws IOException {
    sqlite.close();
  }

  @Override
  public String toString() {
    return sqlite.toString();
  }
}
