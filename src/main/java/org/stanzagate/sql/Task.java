package org.stanzagate.sql;

import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import org.stanzagate.sql.Database.Work;

/** One piece of work, with its result from when it was done until it is committed. */
final class Task<T> {
  final boolean writes;
  final boolean insists;
  final CompletableFuture<T> future = new CompletableFuture<>();
  private final Work<T> work;
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
