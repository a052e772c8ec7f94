package org.stanzagate.console;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.stanzagate.outbox.CallbackState;
import org.stanzagate.outbox.Callbacks;

/**
 * The live feed: lets so many look at a time, and tells them every two seconds how the gateway
 * fares, where that has changed. Safe in any thread.
 */
public final class Feed {
  private static final Logger LOG = LoggerFactory.getLogger(Feed.class);

  /** How many may look at a time. */
  public static final int MOST = 20;

  static final Duration TICK = Duration.ofSeconds(2);

  private final Traffic traffic;
  private final Callbacks callbacks;
  private final ScheduledExecutorService executor;
  private boolean isTicking;

  /**
   * @param executor has one thread; it is the caller's to shut down
   */
  public Feed(Traffic traffic, Callbacks callbacks, ScheduledExecutorService executor) {
    this.traffic = traffic;
    this.callbacks = callbacks;
    this.executor = executor;
  }

  /**
   * Lets somebody look, until the viewer is closed. He sees at once how things are, and each stanza
   * from now on.
   *
   * @param login who looks, by the credentials he began with; empty where they are no longer right
   * @return empty where too many look already
   */
  public synchronized Optional<Viewer> open(
      Spectator spectator, Supplier<Optional<Spectator>> login, FeedEvents events) {
    if (traffic.viewers().size() >= MOST) {
      return Optional.empty();
    }
    Viewer viewer = new Viewer(spectator, login, events, executor, traffic.viewers()::remove);
    traffic.viewers().add(viewer);
    executor.execute(() -> tell(List.of(viewer), () -> {}));
    if (!isTicking) {
      isTicking = true;
      tickLater();
    }
    return Optional.of(viewer);
  }

  private void tickLater() {
    var unused = executor.schedule(this::tick, TICK.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void tick() {
    if (goesOn()) {
      tell(traffic.viewers(), this::tickLater);
    }
  }

  private synchronized boolean goesOn() {
    isTicking = traffic.isLooking();
    return isTicking;
  }

  /** What the store doesn't tell in time is left out, and the rest told. */
  private void tell(List<Viewer> viewers, Runnable then) {
    boolean wanted = viewers.stream().anyMatch(viewer -> viewer.spectator().seesCallbacks());
    CompletableFuture<List<CallbackState>> states =
        wanted ? callbacks.states() : CompletableFuture.completedFuture(List.of());
    var unused =
        states
            .<@Nullable List<CallbackState>>handle((known, failure) -> known)
            .completeOnTimeout(null, TICK.toMillis(), TimeUnit.MILLISECONDS)
            .thenAcceptAsync(known -> viewers.forEach(viewer -> viewer.show(known)), executor)
            .whenComplete((told, fault) -> end(fault, then));
  }

  private static void end(@Nullable Throwable fault, Runnable then) {
    if (fault != null) {
      LOG.error(
          "A fault of the gateway: those who look can't be told how it fares; please report this",
          fault);
    }
    then.run();
  }
}
