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

  private static final String BEGIN = "BEGIN";
  private static final String COMMIT = "COMMIT";
  private static final String ROLLBACK = "ROLLBACK";

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
  private final Outage outage;
  private final BlockingQueue<Task<?>> queue = new LinkedBlockingQueue<>();
  private final Thread thread;
  private boolean closed;

  private @Nullable CompletableFuture<Boolean> lastTry;
  private Instant tried = Instant.MIN;

  /** What is to be done once it can be. For the thread alone, like the next. */
  private final List<Task<?>> overdue = new ArrayList<>();

  private boolean isUntidy = true;

  private Database(Dialect dialect, Statements statements, String name, Clock clock) {
    this.dialect = dialect;
    this.statements = statements;
    this.clock = clock;
    this.outage = new Outage(dialect, clock);
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
      statements.execute(COMMIT);
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
        if (first == null) {
          idle();
        } else {
          List<Task<?>> batch = new ArrayList<>();
          batch.add(first);
          queue.drainTo(batch, MOST_IN_A_COMMIT - 1);
          commit(batch);
        }
      }
      finish();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      close(dialect, statements);
    }
  }

  /** Null if nothing came while something else could be done. */
  private @Nullable Task<?> next() throws InterruptedException {
    if (outage.isOn()) {
      return queue.poll(RETRY.toMillis(), TimeUnit.MILLISECONDS);
    }
    return isUntidy ? queue.poll(IDLE.toMillis(), TimeUnit.MILLISECONDS) : queue.take();
  }

  private void idle() {
    if (outage.isOn()) {
      commit(List.of(new Task<>(this::touch, true, false)));
      return;
    }
    try {
      isUntidy = dialect.tidy(statements);
    } catch (SQLException e) {
      LOG.debug("{} could not be tidied up", dialect, e);
      isUntidy = false;
      statements.forgetPrepared();
    }
  }

  private void finish() {
    List<Task<?>> last = List.copyOf(overdue);
    overdue.clear();
    if (!last.isEmpty()) {
      commit(last);
    }
    int left = overdue.size() + queue.size();
    if (left > 0) {
      LOG.warn(
          "{} could not be written at the end; what is done will be done again: {}", dialect, left);
    }
  }

  /** All at once; where that fails, one by one, so that what can't be done fails alone. */
  private void commit(List<Task<?>> batch) {
    boolean writes = batch.stream().anyMatch(task -> task.writes);
    if (!begin(batch, writes)) {
      return;
    }
    try {
      for (Task<?> task : batch) {
        task.run(statements);
      }
      statements.execute(COMMIT);
    } catch (SQLException | RuntimeException e) {
      rollBack();
      if (batch.size() > 1) {
        batch.forEach(task -> commit(List.of(task)));
      } else {
        fail(batch.get(0), e);
      }
      return;
    }
    if (writes) {
      written();
    }
    batch.forEach(Task::complete);
  }

  /** Where nothing can be written, nobody who waits for that is to wait any longer. */
  private boolean begin(List<Task<?>> batch, boolean writes) {
    try {
      if (writes) {
        dialect.verify();
      }
      statements.execute(writes ? dialect.begin() : BEGIN);
      return true;
    } catch (SQLException e) {
      rollBack();
      List<Task<?>> all = new ArrayList<>(batch);
      queue.drainTo(all);
      List<Task<?>> readers = new ArrayList<>();
      for (Task<?> task : all) {
        if (writes && !task.writes) {
          readers.add(task);
        } else {
          fail(task, e);
        }
      }
      if (!readers.isEmpty()) {
        commit(readers);
      }
      return false;
    }
  }

  private void rollBack() {
    try {
      statements.execute(ROLLBACK);
    } catch (SQLException e) {
      LOG.debug("Nothing to roll back", e);
    }
    statements.forgetPrepared();
  }

  private void written() {
    isUntidy = true;
    if (outage.ended()) {
      queue.addAll(overdue);
      overdue.clear();
    }
  }

  private void fail(Task<?> task, Exception e) {
    boolean isOutage = e instanceof SQLException sql && dialect.isOutage(sql);
    if (isOutage) {
      outage.noted((SQLException) e);
    }
    if (isOutage && task.insists) {
      overdue.add(task);
      return;
    }
    if (task.insists || !(e instanceof SQLException)) {
      LOG.error("A fault of the gateway over {}", dialect, e);
    }
    task.future.completeExceptionally(e);
  }

  private static void close(Dialect dialect, @Nullable Statements statements) {
    try {
      if (statements != null) {
        statements.close();
      }
    } catch (SQLException e) {
      LOG.warn("{} could not be closed: {}", dialect, e.getMessage());
    }
    try {
      dialect.close();
    } catch (IOException e) {
      LOG.warn("{} could not be let go of: {}", dialect, e.getMessage());
    }
  }

  /** One piece of work, with its result from when it was done until it is committed. */
  private static final class Task<T> {
    final Work<T> work;
    final boolean writes;
    final boolean insists;
    final CompletableFuture<T> future = new CompletableFuture<>();
    private Runnable completion = () -> {};

    Task(Work<T> work, boolean writes, boolean insists) {
      this.work = work;
      this.writes = writes;
      this.insists = insists;
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
