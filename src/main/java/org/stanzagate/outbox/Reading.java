package org.stanzagate.outbox;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * One who reads a {@link Mailbox} in order, until it is closed or another one begins. What it gets
 * stays in the mailbox: the next who reads acknowledges it, or gets it again. Safe in any thread;
 * its futures complete in any, which must not be held up.
 */
public final class Reading implements AutoCloseable {
  private final Mailbox mailbox;
  private final CompletableFuture<?> acknowledged;
  private @Nullable CompletableFuture<Pulled> asked;
  private @Nullable Pulled end;
  private @Nullable Future<?> alarm;
  private int atMost;
  private long position;
  private boolean fetches;

  /** Something came while the store was being asked, which may have been too early for it. */
  private boolean isBehind;

  /**
   * @param after reads what follows this id
   * @param acknowledged completes once what was acknowledged is gone
   */
  Reading(Mailbox mailbox, long after, CompletableFuture<?> acknowledged) {
    this.mailbox = mailbox;
    this.position = after;
    this.acknowledged = acknowledged;
  }

  /**
   * The next ones as soon as there are some, committed as handed out; or why there are none. One
   * that is closed still gives what the store is just being asked for. Not to be called again
   * before the last future has completed.
   *
   * @param atMost how many; it may be fewer where they are large
   */
  public CompletableFuture<Pulled> next(int atMost) {
    CompletableFuture<Pulled> next = new CompletableFuture<>();
    synchronized (this) {
      if (asked != null) {
        throw new IllegalStateException("what was asked for before is still awaited");
      }
      if (end != null) {
        return CompletableFuture.completedFuture(end);
      }
      this.atMost = atMost;
      asked = next;
      fetches = true;
    }
    fetch();
    return next;
  }

  /** Something has come. */
  void wake() {
    synchronized (this) {
      isBehind = true;
      if (asked == null || fetches) {
        return;
      }
      fetches = true;
    }
    fetch();
  }

  private void fetch() {
    long after;
    int most;
    synchronized (this) {
      isBehind = false;
      after = position;
      most = atMost;
    }
    var unused = acknowledged.thenCompose(done -> mailbox.fetch(after, most)).handle(this::fetched);
  }

  private @Nullable Object fetched(@Nullable List<StoredStanza> stanzas, @Nullable Throwable e) {
    if (stanzas == null) {
      fail(e instanceof CompletionException ? e.getCause() : e);
    } else if (!stanzas.isEmpty()) {
      finish(new Pulled.Stanzas(stanzas));
    } else {
      foundNothing();
    }
    return null;
  }

  private void foundNothing() {
    Pulled over;
    synchronized (this) {
      over = end;
      fetches = over != null || isBehind;
      if (!fetches) {
        return;
      }
    }
    if (over == null) {
      fetch();
    } else {
      finish(over);
    }
  }

  private void finish(Pulled outcome) {
    CompletableFuture<Pulled> waiting = whoWaits();
    if (outcome instanceof Pulled.Stanzas stanzas) {
      moveTo(stanzas.all().get(stanzas.all().size() - 1).id());
    }
    waiting.complete(outcome);
  }

  private void fail(@Nullable Throwable e) {
    if (e instanceof SQLException) {
      finish(new Pulled.Failed(e));
    } else {
      whoWaits().completeExceptionally(new IllegalStateException(e));
    }
  }

  /** The one who waits now waits no more; nobody's, where that was superseded meanwhile. */
  private synchronized CompletableFuture<Pulled> whoWaits() {
    CompletableFuture<Pulled> waiting = asked == null ? new CompletableFuture<>() : asked;
    asked = null;
    fetches = false;
    return waiting;
  }

  private synchronized void moveTo(long id) {
    position = id;
  }

  /** Closes it after some time, unless it has ended by then. */
  public synchronized void closeAfter(Duration time) {
    if (end == null) {
      alarm = mailbox.after(time, this::close);
    }
  }

  /** Ends it. Does nothing the second time. */
  @Override
  public void close() {
    end(new Pulled.Nothing());
  }

  /** Ends it at once, for another one reads now. */
  void supersede() {
    end(new Pulled.Superseded());
  }

  private void end(Pulled how) {
    CompletableFuture<Pulled> waiting = null;
    synchronized (this) {
      if (end != null) {
        return;
      }
      end = how;
      if (alarm != null) {
        alarm.cancel(false);
      }
      if (!fetches || how instanceof Pulled.Superseded) {
        waiting = asked;
        asked = null;
      }
    }
    mailbox.ended(this);
    if (waiting != null) {
      waiting.complete(how);
    }
  }
}
