package org.stanzagate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.BindException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.stanzagate.config.GatewayConfig;

@Timeout(30)
class LifecycleTest {
  private final BlockingQueue<Runnable> reloads = new LinkedBlockingQueue<>();
  private final List<String> steps = Collections.synchronizedList(new ArrayList<>());

  @Test
  void aSignalStopsWhatWasStartedAndTheExitCodeIsZero() throws Exception {
    CountDownLatch started = new CountDownLatch(1);
    Lifecycle lifecycle =
        lifecycle(
            () -> {
              steps.add("start");
              started.countDown();
            },
            () -> steps.add("stop"),
            code -> steps.add("halt " + code));
    CompletableFuture<Integer> exit = run(lifecycle);
    started.await();

    assertThat(exit).isNotDone();
    lifecycle.terminate();

    assertThat(exit.get()).isZero();
    assertThat(steps).containsExactly("start", "stop");
  }

  @Test
  void aStartThatFailsIsExitCodeOneAndNothingIsStopped() throws Exception {
    Lifecycle lifecycle =
        lifecycle(
            () -> {
              throw new BindException("127.0.0.1:8080: Address already in use");
            },
            () -> steps.add("stop"),
            code -> steps.add("halt " + code));

    assertThat(lifecycle.run()).isEqualTo(1);
    assertThat(steps).isEmpty();
  }

  @Test
  void aSignalDuringTheStartIsNotForgotten() throws Exception {
    Lifecycle[] self = new Lifecycle[1];
    self[0] =
        lifecycle(
            () -> self[0].terminate(), () -> steps.add("stop"), code -> steps.add("halt " + code));

    assertThat(self[0].run()).isZero();
    assertThat(steps).containsExactly("stop");
  }

  @Test
  void aSecondSignalEndsAStopThatHangs() throws Exception {
    CountDownLatch stopping = new CountDownLatch(1);
    CountDownLatch halted = new CountDownLatch(1);
    Lifecycle lifecycle =
        lifecycle(
            () -> {},
            () -> {
              stopping.countDown();
              await(halted);
            },
            code -> {
              steps.add("halt " + code);
              halted.countDown();
            });
    CompletableFuture<Integer> exit = run(lifecycle);
    lifecycle.terminate();
    stopping.await();

    assertThat(steps).isEmpty();
    lifecycle.terminate();

    assertThat(steps).containsExactly("halt 1");
    assertThat(exit.get()).isZero();
  }

  @Test
  void aReloadComesInBetweenAndThoseAtOnceAreOne() throws Exception {
    CountDownLatch reloading = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    reloads.add(
        () -> {
          steps.add("reload");
          reloading.countDown();
          await(goOn);
        });
    reloads.add(() -> steps.add("again"));
    Lifecycle[] self = new Lifecycle[1];
    self[0] =
        lifecycle(
            () -> {
              self[0].reload();
              steps.add("start");
            },
            () -> steps.add("stop"),
            code -> steps.add("halt " + code));
    CompletableFuture<Integer> exit = run(self[0]);
    await(reloading);
    assertThat(steps).as("asked for during the start").containsExactly("start", "reload");
    self[0].reload();
    self[0].reload();
    goOn.countDown();
    org.awaitility.Awaitility.await().until(() -> steps.contains("again"));
    self[0].terminate();
    self[0].reload();

    assertThat(exit.get()).isZero();
    assertThat(steps).containsExactly("start", "reload", "again", "stop");
  }

  private Lifecycle lifecycle(Start start, Runnable stop, IntConsumer halt) {
    Service service =
        new Service() {
          @Override
          public void start() throws IOException {
            start.start();
          }

          @Override
          public void reload(GatewayConfig config) {
            throw new AssertionError("is for the one who has read the configuration");
          }

          @Override
          public String status() {
            return "runs";
          }

          @Override
          public Future<Void> probe() {
            return CompletableFuture.completedFuture(null);
          }

          @Override
          public void stop() {
            stop.run();
          }
        };
    return new Lifecycle(service, () -> reloads.remove().run(), Systemd.of(Map.of()), halt);
  }

  @FunctionalInterface
  private interface Start {
    void start() throws IOException;
  }

  private static CompletableFuture<Integer> run(Lifecycle lifecycle) {
    CompletableFuture<Integer> exit = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                exit.complete(lifecycle.run());
              } catch (InterruptedException e) {
                exit.completeExceptionally(e);
              }
            });
    thread.setDaemon(true);
    thread.start();
    return exit;
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
