package org.stanzagate.listener;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class HandoverTest {
  private final Deque<Runnable> turns = new ArrayDeque<>();
  private final List<String> done = new ArrayList<>();
  private final Handover handover = new Handover(turns::add);

  @Test
  void whatComesBeforeTheThreadLooksIsOneTaskToItInOrder() {
    handover.execute(() -> done.add("a"));
    handover.execute(() -> done.add("b"));
    handover.execute(() -> done.add("c"));
    assertThat(turns).hasSize(1);
    turns.remove().run();
    assertThat(done).containsExactly("a", "b", "c");
    assertThat(turns).isEmpty();

    handover.execute(() -> done.add("d"));
    assertThat(turns).hasSize(1);
  }

  @Test
  void whatComesMeanwhileIsDoneToo() {
    handover.execute(() -> handover.execute(() -> done.add("later")));
    turns.remove().run();
    assertThat(done).containsExactly("later");
    assertThat(turns).isEmpty();
  }

  @Test
  void aTaskThatFailsDoesNotHoldUpTheOthers() {
    handover.execute(
        () -> {
          throw new StackOverflowError("a fault");
        });
    handover.execute(() -> done.add("next"));
    turns.remove().run();
    assertThat(done).containsExactly("next");
    assertThat(turns).isEmpty();
  }

  @Test
  void nothingIsLostOrSwappedBetweenThreads() throws Exception {
    ExecutorService thread = Executors.newSingleThreadExecutor();
    Handover across = new Handover(thread);
    List<Integer> got = new ArrayList<>();
    for (int i = 0; i < 100_000; i++) {
      int number = i;
      across.execute(() -> got.add(number));
    }
    while (thread.submit(got::size).get() < 100_000) {
      Thread.onSpinWait();
    }
    thread.shutdown();
    assertThat(thread.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
    assertThat(got).isSorted().doesNotHaveDuplicates();
  }
}
