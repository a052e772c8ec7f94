package org.stanzagate.checkin;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.JournalMode;
import org.sqlite.SQLiteConfig.SynchronousMode;

/**
 * A SQLite file with the one thread that works on it. All work that has queued up while a commit
 * was under way goes into the next one, so that many who wait share one sync of the disk; nobody
 * hears of a result before it is on the disk. Safe in any thread.
 */
final class Database {
  private static final Logger LOG = LoggerFactory.getLogger(Database.class);

  /** More would only make the first of them wait. */
  private static final int MOST_IN_A_COMMIT = 500;

  /**
   * By hand, since the driver begins the next transaction with each commit, and would hold the file
   * against all others while nothing is to be done.
   */
  private static final String BEGIN = "BEGIN IMMEDIATE";

  private static final String COMMIT = "COMMIT";

  /** How long another program may hold the file. */
  private static final Duration BUSY = Duration.ofSeconds(2);

  /** Something to do in a transaction. What it throws takes back all that shares it. */
  @FunctionalInterface
  interface Work<T> {
    T run(Statements statements) throws SQLException;
  }

  private final Path file;
  private final Statements statements;
  private final BlockingQueue<Task<?>> queue = new LinkedBlockingQueue<>();
  private final Thread thread;
  private boolean closed;

  /** For the thread alone. */
  private boolean failing;

  private Database(Path file, Statements statements) {
    this.file = file;
    this.statements = statements;
    this.thread = new Thread(this::run, "checkin-database");
    thread.setDaemon(true);
  }

  /**
   * Opens the file, and makes it and its folder where they are missing.
   *
   * @param schema makes the tables that aren't there, and fails if one is of another kind
   * @throws IOException if it can't be used; the text says why
   */
  static Database open(Path file, Work<?> schema) throws IOException {
    Statements statements = null;
    try {
      Path folder = file.getParent();
      if (folder != null) {
        Files.createDirectories(folder);
      }
      statements = new Statements(connect(file));
      statements.execute(BEGIN);
      schema.run(statements);
      statements.execute(COMMIT);
    } catch (SQLException | IOException e) {
      if (statements != null) {
        close(statements);
      }
      throw new IOException(file + " can't be used: " + e.getMessage(), e);
    }
    Database database = new Database(file, statements);
    database.thread.start();
    return database;
  }

  private static Connection connect(Path file) throws SQLException {
    SQLiteConfig config = new SQLiteConfig();
    config.setJournalMode(JournalMode.WAL);
    config.setSynchronous(SynchronousMode.FULL);
    config.setBusyTimeout((int) BUSY.toMillis());
    return config.createConnection("jdbc:sqlite:" + file);
  }

  /**
   * Does something in the thread of the file. Completes once it is committed and synced, with a
   * {@link SQLException} if that couldn't be: nothing of it is in the file then. Completes in that
   * thread, which must not be held up.
   */
  <T> CompletableFuture<T> submit(Work<T> work) {
    Task<T> task = new Task<>(work);
    synchronized (this) {
      if (!closed) {
        queue.add(task);
        return task.future;
      }
    }
    return CompletableFuture.failedFuture(new SQLException("the database is closed"));
  }

  /** Does what has been submitted, and ends. */
  void close() {
    synchronized (this) {
      if (!closed) {
        closed = true;
        queue.add(new Task<>(ending -> true));
      }
    }
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized boolean isOver() {
    return closed && queue.isEmpty();
  }

  private void run() {
    List<Task<?>> batch = new ArrayList<>();
    try {
      while (!isOver()) {
        batch.add(queue.take());
        queue.drainTo(batch, MOST_IN_A_COMMIT - 1);
        commit(batch);
        batch.clear();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      close(statements);
    }
  }

  private void commit(List<Task<?>> batch) {
    try {
      statements.execute(BEGIN);
      for (Task<?> task : batch) {
        task.run(statements);
      }
      statements.execute(COMMIT);
    } catch (SQLException | RuntimeException e) {
      failed(e);
      batch.forEach(task -> task.future.completeExceptionally(e));
      return;
    }
    if (failing) {
      failing = false;
      LOG.info("{} can be written again", file);
    }
    batch.forEach(Task::complete);
  }

  /** An outage is told once. */
  private void failed(Exception e) {
    if (!(e instanceof SQLException)) {
      LOG.error("A fault of the gateway over {}", file, e);
    } else if (!failing) {
      failing = true;
      LOG.warn("{} can't be written, and nothing is stored until it can: {}", file, e.getMessage());
    }
    try {
      statements.execute("ROLLBACK");
    } catch (SQLException again) {
      LOG.debug("Nothing to roll back", again);
    }
  }

  private static void close(Statements statements) {
    try {
      statements.close();
    } catch (SQLException e) {
      LOG.warn("A database could not be closed: {}", e.getMessage());
    }
  }

  /** One piece of work, with its result from when it was done until it is committed. */
  private static final class Task<T> {
    final Work<T> work;
    final CompletableFuture<T> future = new CompletableFuture<>();
    private Runnable completion = () -> {};

    Task(Work<T> work) {
      this.work = work;
    }

    void run(Statements statements) throws SQLException {
      T result = work.run(statements);
      completion = () -> future.complete(result);
    }

    void complete() {
      completion.run();
    }
  }
}
