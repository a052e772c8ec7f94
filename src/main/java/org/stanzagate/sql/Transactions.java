package org.stanzagate.sql;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Does what a database is asked for, a batch a transaction. For the database's thread. */
final class Transactions {
  static final String COMMIT = "COMMIT";

  private static final Logger LOG = LoggerFactory.getLogger(Transactions.class);
  private static final String BEGIN = "BEGIN";
  private static final String ROLLBACK = "ROLLBACK";

  private final Dialect dialect;
  private final Statements statements;
  private final BlockingQueue<Task<?>> queue;
  private final Outage outage;

  /** What was insisted on, and is to be done once it can be. */
  private final List<Task<?>> overdue = new ArrayList<>();

  private boolean isUntidy = true;

  /**
   * @param queue of what comes next
   */
  Transactions(
      Dialect dialect, Statements statements, BlockingQueue<Task<?>> queue, Outage outage) {
    this.dialect = dialect;
    this.statements = statements;
    this.queue = queue;
    this.outage = outage;
  }

  boolean isOutage() {
    return outage.isOn();
  }

  /** Whether something may have become superfluous. */
  boolean isUntidy() {
    return isUntidy;
  }

  /** A little of it. */
  void tidy() {
    try {
      isUntidy = dialect.tidy(statements);
    } catch (SQLException e) {
      LOG.debug("{} could not be tidied up", dialect, e);
      isUntidy = false;
      statements.forgetPrepared();
    }
  }

  /** A last try at what is overdue. */
  void end() {
    List<Task<?>> last = List.copyOf(overdue);
    overdue.clear();
    if (!last.isEmpty()) {
      run(last);
    }
    int left = overdue.size() + queue.size();
    if (left > 0) {
      LOG.warn(
          "{} could not be written at the end: look after it before the next start, which does again"
              + " what was done and not noted: {}",
          dialect,
          left);
    }
  }

  /** All at once; where that fails, one by one, so that what can't be done fails alone. */
  void run(List<Task<?>> batch) {
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
        batch.forEach(task -> run(List.of(task)));
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
        run(readers);
      }
      return false;
    }
  }

  private void rollBack() {
    try {
      statements.execute(ROLLBACK);
    } catch (SQLException e) {
      LOG.debug("Nothing to roll back: {}", e.getMessage());
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
      LOG.error("A fault of the gateway over {}: please report this", dialect, e);
    }
    task.future.completeExceptionally(e);
  }
}
