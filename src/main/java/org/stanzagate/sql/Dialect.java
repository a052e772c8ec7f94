package org.stanzagate.sql;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;

/**
 * One database, and all that its make does in its own way. Connected once, closed once; but for the
 * static methods and {@link #obstacle}, for one thread at a time.
 */
public interface Dialect extends AutoCloseable {
  /**
   * A database for nobody but us, which is held against a second gateway while it is connected.
   *
   * @param url as {@link #absolute} gives it
   */
  static Dialect of(String url) {
    return Sqlite.own(Path.of(url.substring(Sqlite.URL.length())));
  }

  /**
   * A file of SQLite that other programs may use as well. It is made where it is missing, with its
   * folder.
   */
  static Dialect sharedSqlite(Path file) {
    return Sqlite.shared(file);
  }

  /**
   * A URL of JDBC that means the same everywhere.
   *
   * @param directory what paths in it are relative to
   * @throws IllegalArgumentException if it is none that can be used; the text says why
   */
  static String absolute(String url, Path directory) {
    return Sqlite.absolute(url, directory);
  }

  /** Why it could not be connected as things are, and what to do about it. Leaves no trace. */
  Optional<String> obstacle();

  /**
   * Connects, and makes the database where it is missing.
   *
   * @throws IOException if the files can't be used, or another gateway uses them
   */
  Connection connect() throws SQLException, IOException;

  /** Begins a transaction that writes. */
  String begin();

  /** The type of a primary key that counts up by itself, and never comes to a number again. */
  String identity();

  /**
   * Makes sure that what is written is found again by who looks for it later.
   *
   * @throws SQLException if it isn't, such as after the file was deleted
   */
  void verify() throws SQLException;

  /** Writes something that changes nothing, as part of a transaction. */
  void touch(Statements statements) throws SQLException;

  /**
   * Gives a little of what isn't needed any more back to the disk. Outside of a transaction.
   *
   * @return whether there is more to do
   */
  boolean tidy(Statements statements) throws SQLException;

  /** Whether the database is to blame, and the same may work later. */
  boolean isOutage(SQLException e);

  /** What has happened and what to do about it, for people. */
  String reason(SQLException e);

  /** Lets go of what connecting took besides the connection. */
  @Override
  void close() throws IOException;

  /** What people call it. */
  @Override
  String toString();
}
