package org.stanzagate.sql;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteErrorCode;

/** A file of SQLite. */
final class Sqlite implements Dialect {
  /** What a URL begins with; the path follows. */
  static final String URL = "jdbc:sqlite:";

  /** How long another program may hold the file. */
  private static final Duration BUSY = Duration.ofSeconds(2);

  /** What the write-ahead log is cut to, in bytes, once it has been larger. */
  private static final long WAL = 4L * 1024 * 1024;

  /** Pages of 4 KiB that are given back at once. */
  private static final long STEP = 256;

  /** Pages that are kept for what comes next. */
  private static final long SLACK = 256;

  /** The settings of a connection, in this order: the first counts only before all else. */
  private static final List<String> OWN =
      List.of(
          "PRAGMA auto_vacuum = INCREMENTAL",
          "PRAGMA journal_mode = WAL",
          "PRAGMA synchronous = FULL",
          "PRAGMA journal_size_limit = " + WAL,
          "PRAGMA foreign_keys = ON");

  private static final List<String> SHARED =
      List.of("PRAGMA journal_mode = WAL", "PRAGMA synchronous = FULL");

  /** Errors of what was asked for, and not of the file. */
  private static final Set<SQLiteErrorCode> OF_THE_WORK =
      Set.of(
          SQLiteErrorCode.SQLITE_ERROR,
          SQLiteErrorCode.SQLITE_CONSTRAINT,
          SQLiteErrorCode.SQLITE_TOOBIG,
          SQLiteErrorCode.SQLITE_MISMATCH,
          SQLiteErrorCode.SQLITE_RANGE);

  private final Path file;
  private final boolean isOurs;
  private @Nullable FileChannel lock;
  private @Nullable Object key;

  private Sqlite(Path file, boolean isOurs) {
    this.file = file;
    this.isOurs = isOurs;
  }

  static Sqlite own(Path file) {
    return new Sqlite(file, true);
  }

  static Sqlite shared(Path file) {
    return new Sqlite(file, false);
  }

  /** The driver takes what follows a question mark for its own settings. */
  static String absolute(String url, Path directory) {
    String path = url.startsWith(URL) ? url.substring(URL.length()) : "";
    if (!path.matches("[^?\\p{Cntrl}]+") || path.isBlank() || path.endsWith("/")) {
      throw new IllegalArgumentException("it names no file of SQLite");
    }
    if (path.startsWith(":") || path.startsWith("file:")) {
      throw new IllegalArgumentException("it names no plain path, which is all there may be");
    }
    return URL + directory.resolve(path).toAbsolutePath().normalize();
  }

  @Override
  public Optional<String> obstacle() {
    Path folder = folder();
    if (!Files.isDirectory(folder)) {
      return Optional.of("there is no folder " + folder + "; make it");
    }
    if (!Files.isWritable(folder)) {
      return Optional.of("nothing can be written in the folder " + folder + "; allow it");
    }
    if (Files.exists(file) && (!Files.isRegularFile(file) || !Files.isWritable(file))) {
      return Optional.of(file + " is no file that can be written; allow it, or take it away");
    }
    return Optional.empty();
  }

  private Path folder() {
    Path folder = file.toAbsolutePath().getParent();
    return folder == null ? file : folder;
  }

  @Override
  public Connection connect() throws SQLException, IOException {
    if (isOurs) {
      Optional<String> obstacle = obstacle();
      if (obstacle.isPresent()) {
        throw new IOException(obstacle.get());
      }
      make(file);
      lock = lock(beside(".lock"));
    } else {
      Files.createDirectories(folder());
    }
    SQLiteConfig config = new SQLiteConfig();
    config.setBusyTimeout((int) BUSY.toMillis());
    Connection connection = config.createConnection(URL + file);
    try (Statement statement = connection.createStatement()) {
      for (String setting : isOurs ? OWN : SHARED) {
        statement.execute(setting);
      }
      key = key();
    } catch (SQLException | IOException e) {
      connection.close();
      throw e;
    }
    return connection;
  }

  /** For our eyes only; the files that SQLite puts beside it are as this one is. */
  private static void make(Path file) throws IOException {
    FileAttribute<?>[] ours =
        FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
            ? new FileAttribute<?>[] {
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
            }
            : new FileAttribute<?>[0];
    try {
      Files.createFile(file, ours);
    } catch (FileAlreadyExistsException e) {
      return;
    } catch (IOException e) {
      throw new IOException(file + " can't be made; put it where files can be", e);
    }
  }

  /** Beside the file itself, wherever links lead. */
  private Path beside(String end) throws IOException {
    Path real = file.toRealPath();
    return real.resolveSibling(real.getFileName() + end);
  }

  /** Held until we close it, or are killed. SQLite's own would shut out every reader, too. */
  private static FileChannel lock(Path file) throws IOException {
    make(file);
    FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
    try {
      if (channel.tryLock() != null) {
        return channel;
      }
    } catch (OverlappingFileLockException e) {
      channel.close();
      throw new IOException("this gateway uses it already", e);
    } catch (IOException e) {
      channel.close();
      throw e;
    }
    channel.close();
    throw new IOException("another gateway uses it; stop that, or give each a store of its own");
  }

  /** Tells this file from another at the same path; null where the system knows no such thing. */
  private @Nullable Object key() throws IOException {
    return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
  }

  @Override
  public String begin() {
    return "BEGIN IMMEDIATE";
  }

  @Override
  public String identity() {
    return "INTEGER PRIMARY KEY AUTOINCREMENT";
  }

  @Override
  public void verify() throws SQLException {
    Object now;
    try {
      now = key();
    } catch (IOException e) {
      throw new SQLException(
          "it is gone; put it back, or restart the gateway for a new one: " + e.getMessage(), e);
    }
    if (key != null && !key.equals(now)) {
      throw new SQLException("another file is in its place; put it back, or restart the gateway");
    }
  }

  /** The number is for whoever else uses the file. */
  @Override
  public void touch(Statements statements) throws SQLException {
    long version = number(statements, "PRAGMA user_version");
    statements.run("PRAGMA user_version = " + version);
  }

  @Override
  public boolean tidy(Statements statements) throws SQLException {
    if (!isOurs) {
      return false;
    }
    long spare = number(statements, "PRAGMA freelist_count") - SLACK;
    if (spare > 0) {
      statements.run("PRAGMA incremental_vacuum(" + Math.min(spare, STEP) + ")");
    }
    if (spare <= STEP && (spare > 0 || isWalLarge())) {
      statements.run("PRAGMA wal_checkpoint(TRUNCATE)"); // only this makes the files smaller
    }
    return spare > STEP;
  }

  private boolean isWalLarge() throws SQLException {
    try {
      Path wal = beside("-wal");
      return Files.exists(wal) && Files.size(wal) > WAL;
    } catch (IOException e) {
      throw new SQLException(e);
    }
  }

  private static long number(Statements statements, String pragma) throws SQLException {
    return statements.first(pragma, row -> row.getLong(1)).orElse(0L);
  }

  @Override
  public boolean isOutage(SQLException e) {
    return !OF_THE_WORK.contains(SQLiteErrorCode.getErrorCode(e.getErrorCode() & 0xff));
  }

  @Override
  public String reason(SQLException e) {
    String advice =
        switch (SQLiteErrorCode.getErrorCode(e.getErrorCode() & 0xff)) {
          case SQLITE_FULL -> "; make room on its disk";
          case SQLITE_BUSY, SQLITE_LOCKED -> "; another program holds it: end that";
          case SQLITE_READONLY, SQLITE_CANTOPEN, SQLITE_IOERR ->
              "; look after its disk and its permissions";
          case SQLITE_CORRUPT, SQLITE_NOTADB -> "; restore it, or move it away and restart";
          default -> "; look after its file and its disk";
        };
    return requireNonNull(e.getMessage()) + advice;
  }

  @Override
  public void close() throws IOException {
    if (lock != null) {
      lock.close();
    }
  }

  @Override
  public String toString() {
    return file.toString();
  }
}
