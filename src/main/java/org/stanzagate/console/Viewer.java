package org.stanzagate.console;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.stanzagate.console.Backlog.Batch;
import org.stanzagate.listener.EventStreams;
import org.stanzagate.listener.ServerSentEvent;
import org.stanzagate.outbox.CallbackState;

/**
 * One who looks. Where a stanza passes, it is only put into his backlog; it becomes an event in the
 * feed's own thread, a batch at a time and with a pause after each, so that what a busy stream
 * costs for him is bounded too. Who he is is asked anew for each batch, for his token may be taken
 * away. Safe in any thread.
 */
public final class Viewer implements EventStreams.Source, AutoCloseable {
  static final int BATCH = 100;

  /** More than a thousand stanzas a second are nothing to look at. */
  static final Duration PAUSE = Duration.ofMillis(100);

  private final Supplier<Optional<Spectator>> login;
  private final FeedEvents events;
  private final ScheduledExecutorService executor;
  private final Consumer<Viewer> closing;
  private final Backlog backlog = new Backlog();
  private volatile Spectator spectator;

  private @Nullable CompletableFuture<List<ServerSentEvent>> asked;

  /** Something is being made of the backlog, or was just now. */
  private boolean isBusy;

  private boolean isOver;
  private @Nullable ServerSentEvent state;
  private @Nullable ServerSentEvent shown;

  /**
   * @param spectator who looks first
   * @param login who looks, by the credentials he began with; empty where they are no longer right
   * @param executor has one thread
   * @param closing is told when he looks no more
   */
  Viewer(
      Spectator spectator,
      Supplier<Optional<Spectator>> login,
      FeedEvents events,
      ScheduledExecutorService executor,
      Consumer<Viewer> closing) {
    this.spectator = spectator;
    this.login = login;
    this.events = events;
    this.executor = executor;
    this.closing = closing;
  }

  Spectator spectator() {
    return spectator;
  }

  /** Puts a stanza into the backlog, if he may see it. */
  void show(Passage passage) {
    if (spectator.sees(passage.ours())) {
      backlog.add(passage);
      wake(false);
    }
  }

  /**
   * Tells him how things are, if that has changed, or that he may look no more. For the feed's
   * thread.
   */
  void show(@Nullable List<CallbackState> states) {
    boolean mayLook = login.get().isPresent();
    ServerSentEvent now = events.state(spectator, spectator.seesCallbacks() ? states : null);
    synchronized (this) {
      state = now;
    }
    wake(!mayLook);
  }

  @Override
  public synchronized CompletableFuture<List<ServerSentEvent>> next() {
    CompletableFuture<List<ServerSentEvent>> next = new CompletableFuture<>();
    if (isOver) {
      next.complete(List.of());
    } else {
      asked = next;
      wake(false);
    }
    return next;
  }

  private synchronized void wake(boolean isUrgent) {
    boolean hasNews = isUrgent || !backlog.isEmpty() || isNews();
    if (asked != null && !isBusy && hasNews) {
      isBusy = true;
      executor.execute(this::deliver);
    }
  }

  private synchronized boolean isNews() {
    return state != null && !state.equals(shown);
  }

  private void deliver() {
    try {
      List<ServerSentEvent> batch = batch();
      if (!batch.isEmpty()) {
        takeAsked().ifPresent(future -> future.complete(batch));
      }
    } catch (RuntimeException e) {
      takeAsked().ifPresent(future -> future.completeExceptionally(e));
    }
    var unused = executor.schedule(this::rested, PAUSE.toMillis(), TimeUnit.MILLISECONDS);
  }

  private synchronized Optional<CompletableFuture<List<ServerSentEvent>>> takeAsked() {
    Optional<CompletableFuture<List<ServerSentEvent>>> taken = Optional.ofNullable(asked);
    asked = null;
    return taken;
  }

  private synchronized void rested() {
    isBusy = false;
    wake(false);
  }

  private List<ServerSentEvent> batch() {
    Optional<Spectator> now = login.get();
    if (now.isEmpty()) {
      end();
      return List.of(events.loggedOut());
    }
    Spectator looking = now.get();
    spectator = looking;
    List<ServerSentEvent> batch = new ArrayList<>();
    news().ifPresent(batch::add);
    Batch taken = backlog.take(BATCH);
    if (taken.lost() > 0) {
      batch.add(events.lost(taken.lost()));
    }
    taken.passages().stream()
        .filter(passage -> looking.sees(passage.ours()))
        .map(events::stanza)
        .forEach(batch::add);
    return batch;
  }

  private synchronized void end() {
    isOver = true;
  }

  private synchronized Optional<ServerSentEvent> news() {
    if (!isNews()) {
      return Optional.empty();
    }
    shown = state;
    return Optional.ofNullable(state);
  }

  /** He looks no more. */
  @Override
  public void close() {
    closing.accept(this);
  }
}
