package org.stanzagate.sql;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A database with the one thread that works on it. All work that has queued up while a commit was
 * under way goes into the next one, so that many who wait share one sync of the disk; nobody hears
 * of a result before it is on the disk. What it is asked for is done in that order. Safe in any
 * thread.
 */
public final class Database implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Database.class);

  /** More would only make the first of them wait. */
  private static final int MOST_IN_A_COMMIT = 500;

  /** With nothing to do for so long, the database is tidied up a little. */
  private static final Duration IDLE = Duration.ofMillis(50);

  /** How often it is tried whether the database can be written again. */
  private static final Duration RETRY = Duration.ofSeconds(1);

  /** How long the answer whether it can be written holds. */
  private static final Duration FRESH = Duration.ofSeconds(1);

  /** How long that answer may take. */
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  /** Something to do in a transaction. What it throws takes back all that it did. */
  @FunctionalInterface
  public interface Work<T> {
    T run(Statements statements) throws SQLException;
  }

  private final Dialect dialect;
  private final Statements statements;
  private final Clock clock;
  private final BlockingQueue<Task<?>> queue = new LinkedBlockingQueue<>();
  private final Transactions transactions;
  private final Thread thread;
  private boolean closed;

  private @Nullable CompletableFuture<Boolean> lastTry;
  private Instant tried = Instant.MIN;

  /** When it was last tried whether it can be written again. For the thread alone. */
  private long retried = System.nanoTime();

  private Database(Dialect dialect, Statements statements, String name, Clock clock) {
    this.dialect = dialect;
    this.statements = statements;
    this.clock = clock;
    this.transactions = new Transactions(dialect, statements, queue, new Outage(dialect, clock));
    this.thread = new Thread(this::run, name);
    thread.setDaemon(true);
  }

  /**
   * Opens a database, and makes it where it is missing.
   *
   * @param name of the thread
   * @param schema makes the tables that aren't there, and fails if one is of another kind
   * @throws IOException if it can't be used; the text says why
   */
  public static Database open(Dialect dialect, String name, Clock clock, Work<?> schema)
      throws IOException {
    Statements statements = null;
    try {
      statements = new Statements(dialect.connect());
      statements.execute(dialect.begin());
      schema.run(statements);
      dialect.touch(statements);
      statements.execute(Transactions.COMMIT);
    } catch (SQLException | IOException e) {
      close(dialect, statements);
      String reason = e instanceof SQLException sql ? dialect.reason(sql) : e.getMessage();
      throw new IOException(dialect + " can't be used: " + reason, e);
    }
    Database database = new Database(dialect, statements, name, clock);
    database.thread.start();
    return database;
  }

  /**
   * Does something in the thread of the database. Completes once it is committed and synced, with a
   * {@link SQLException} if that couldn't be: nothing of it is in the database then. Completes in
   * that thread, which must not be held up.
   */
  public <T> CompletableFuture<T> submit(Work<T> work) {
    return add(new Task<>(work, true, false));
  }

  /** The same, for what only reads: it can be done where nothing can be written. */
  public <T> CompletableFuture<T> query(Work<T> work) {
    return add(new Task<>(work, false, false));
  }

  /**
   * The same, for what nobody could ask for again: where the database can't be written it is kept,
   * and done once it can, in its place among others of its kind.
   */
  public void insist(Work<?> work) {
    CompletableFuture<?> unused = add(new Task<>(work, true, true));
  }

  private <T> CompletableFuture<T> add(Task<T> task) {
    synchronized (this) {
      if (!closed) {
        queue.add(task);
        return task.future;
      }
    }
    return CompletableFuture.failedFuture(new SQLException("the database is closed"));
  }

  /**
   * Whether something can be written now: tries it, but no more than once a second, for all who
   * ask. False if that takes longer than three.
   */
  public CompletableFuture<Boolean> isWritable() {
    CompletableFuture<Boolean> answer;
    synchronized (this) {
      answer = lastTry;
      if (answer == null || (answer.isDone() && !isFresh())) {
        tried = clock.instant();
        answer = submit(this::touch).handle((done, e) -> e == null);
        lastTry = answer;
      }
    }
    return answer.copy().completeOnTimeout(false, PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** A clock that was put back makes nothing fresh. */
  private boolean isFresh() {
    Instant now = clock.instant();
    return !now.isBefore(tried) && now.isBefore(tried.plus(FRESH));
  }

  private boolean touch(Statements statements) throws SQLException {
    dialect.touch(statements);
    return true;
  }

  /** Does what has been submitted, and ends. */
  @Override
  public void close() {
    synchronized (this) {
      if (!closed) {
        closed = true;
        queue.add(new Task<>(ending -> true, false, false));
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
    try {
      while (!isOver()) {
        Task<?> first = next();
        boolean isOld = transactions.isOutage();
        if (first != null) {
          List<Task<?>> batch = new ArrayList<>();
          batch.add(first);
          queue.drainTo(batch, MOST_IN_A_COMMIT - 1);
          transactions.run(batch);
        }
        if (!isOld) {
          retried = System.nanoTime();
        }
        if (transactions.isOutage()) {
          retry();
        } else if (first == null) {
          transactions.tidy();
        }
      }
      transactions.end();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      close(dialect, statements);
    }
  }

  /** Null if nothing came while something else could be done. */
  private @Nullable Task<?> next() throws InterruptedException {
    if (transactions.isOutage()) {
      return queue.poll(RETRY.toMillis(), TimeUnit.MILLISECONDS);
    }
    return transactions.isUntidy()
        ? queue.poll(IDLE.toMillis(), TimeUnit.MILLISECONDS)
        : queue.take();
  }

  /** Others may go on reading, or try in vain to write more than there is room for. */
  private void retry() {
    if (System.nanoTime() - retried >= RETRY.toNanos()) {
      transactions.run(List.of(new Task<>(this::touch, true, false)));
      retried = System.nanoTime();
    }
  }

  private static void close(Dialect dialect, @Nullable Statements statements) {
    try {
      if (statements != null) {
        statements.close();
      }
    } catch (SQLException e) {
      LOG.warn(
          "{} could not be closed, as the next start will put right: {}", dialect, e.getMessage());
    }
    try {
      dialect.close();
    } catch (IOException e) {
      LOG.warn(
          "{} could not be let go of; it is free once the process has ended: {}",
          dialect,
          e.getMessage());
    }
  }
}
