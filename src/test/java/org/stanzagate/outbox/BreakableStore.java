package org.stanzagate.outbox;

import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.stanzagate.config.StoreConfig;

/** A real store that fails and halts when a test says so. */
public final class BreakableStore implements AutoCloseable {
  public volatile boolean broken;

  private final Store real;
  private final Store breakable;
  private final Queue<Runnable> held = new ArrayDeque<>();
  private boolean paused;

  public BreakableStore(Path file) throws IOException {
    this.real = Store.open(new StoreConfig("jdbc:sqlite:" + file), Clock.systemUTC());
    this.breakable =
        (Store)
            Proxy.newProxyInstance(
                BreakableStore.class.getClassLoader(),
                new Class<?>[] {Store.class},
                (proxy, method, arguments) -> call(method, arguments));
  }

  private synchronized @Nullable Object call(Method method, Object @Nullable [] arguments)
      throws ReflectiveOperationException {
    Object answer =
        method.getReturnType() == CompletableFuture.class
            ? later(method, arguments)
            : method.invoke(real, arguments);
    return answer;
  }

  private CompletableFuture<?> later(Method method, Object @Nullable [] arguments) {
    if (broken) {
      return CompletableFuture.failedFuture(new SQLException("the disk is full"));
    }
    CompletableFuture<Object> result = new CompletableFuture<>();
    held.add(() -> pass(method, arguments, result));
    goOn();
    return result;
  }

  private void pass(
      Method method, Object @Nullable [] arguments, CompletableFuture<Object> result) {
    try {
      var unused =
          ((CompletableFuture<?>) method.invoke(real, arguments))
              .whenComplete(
                  (value, e) -> {
                    if (e == null) {
                      result.complete(value);
                    } else {
                      result.completeExceptionally(e);
                    }
                  });
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(method.getName(), e);
    }
  }

  private void goOn() {
    while (!paused && !held.isEmpty()) {
      held.remove().run();
    }
  }

  public Store store() {
    return breakable;
  }

  /** Lets it do nothing until what is returned is run. */
  public synchronized Runnable pause() {
    paused = true;
    return this::resume;
  }

  private synchronized void resume() {
    paused = false;
    goOn();
  }

  @Override
  public void close() {
    real.close();
  }
}
