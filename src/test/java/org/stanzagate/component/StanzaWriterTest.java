package org.stanzagate.component;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class StanzaWriterTest {
  private static final byte[] NO_FAREWELL = {};

  /** A socket's stand-in that lets one write through for each permit. */
  private static final class Gate implements StanzaWriter.Output {
    final List<String> writes = new CopyOnWriteArrayList<>();
    final CountDownLatch entered = new CountDownLatch(1);
    final Semaphore permits = new Semaphore(0);
    volatile boolean broken;

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      entered.countDown();
      permits.acquireUninterruptibly();
      if (broken) {
        throw new IOException("Broken pipe");
      }
      writes.add(new String(bytes, offset, length, UTF_8));
    }
  }

  private final LongAdder written = new LongAdder();
  private Executor turnEnds = Runnable::run;
  private final Gate out = new Gate();
  private final List<Exception> failures = new CopyOnWriteArrayList<>();
  private final StanzaWriter writer =
      new StanzaWriter(
          out,
          new StanzaWriter.Capacity(10, 1_000_000),
          failures::add,
          task -> turnEnds.execute(task));
  private final Thread thread = new Thread(writer, "test-writer");

  @AfterEach
  void end() throws Exception {
    writer.abandon("test is over", NO_FAREWELL);
    out.permits.release(1000);
    thread.join();
  }

  private CompletableFuture<Delivery> write(String xml) {
    return writer.write(xml.getBytes(UTF_8), written);
  }

  private static Delivery get(CompletableFuture<Delivery> delivery) throws Exception {
    return delivery.get(20, TimeUnit.SECONDS);
  }

  private CompletableFuture<Delivery> startAndBlockOn(String xml) throws Exception {
    thread.start();
    CompletableFuture<Delivery> delivery = write(xml);
    out.entered.await();
    return delivery;
  }

  private List<CompletableFuture<Delivery>> writeAll(String... stanzas) {
    return Stream.of(stanzas).map(this::write).toList();
  }

  private static void assertAllWritten(List<CompletableFuture<Delivery>> deliveries)
      throws Exception {
    for (CompletableFuture<Delivery> delivery : deliveries) {
      assertThat(get(delivery)).isEqualTo(new Delivery.Written());
    }
  }

  @Test
  void whatWaitedGoesOutInOneWrite() throws Exception {
    var unused = startAndBlockOn("<a/>");
    List<CompletableFuture<Delivery>> waiting = writeAll("<b/>", "<c/>", "<d/>");
    out.permits.release(2);
    assertAllWritten(waiting);
    assertThat(out.writes).containsExactly("<a/>", "<b/><c/><d/>");
  }

  @Test
  void whatIsQueuedInOneTurnGoesOutInOneWrite() throws Exception {
    out.permits.release(100);
    thread.start();
    Deque<Runnable> ends = new ArrayDeque<>();
    turnEnds = ends::add;
    awaitSleep();
    List<CompletableFuture<Delivery>> turn = writeAll("<a/>", "<b/>", "<c/>");
    assertThat(ends).hasSize(1);
    ends.remove().run();
    assertAllWritten(turn);
    assertThat(out.writes).containsExactly("<a/><b/><c/>");

    awaitSleep();
    List<CompletableFuture<Delivery>> next = writeAll("<d/>", "<e/>");
    assertThat(ends).hasSize(1);
    ends.remove().run();
    assertAllWritten(next);
    assertThat(out.writes).containsExactly("<a/><b/><c/>", "<d/><e/>");
  }

  @Test
  void finishingWakesTheWriterWithoutTheEndOfATurn() throws Exception {
    out.permits.release(100);
    thread.start();
    turnEnds = task -> {};
    awaitSleep();
    CompletableFuture<Delivery> queued = write("<a/>");
    writer.finish("stopping", NO_FAREWELL);
    assertThat(get(queued)).isEqualTo(new Delivery.Written());
  }

  private void awaitSleep() {
    Awaitility.await().until(() -> thread.getState() == Thread.State.WAITING);
  }

  @Test
  void aStanzaCountsAsWrittenOnlyWhenItsWriteReturned() throws Exception {
    var unused = startAndBlockOn("<a/>");
    CompletableFuture<Delivery> second = write("<b/>");
    assertThat(second).isNotDone();
    out.permits.release(1);
    assertThat(second).isNotDone();
    out.permits.release(1);
    assertThat(get(second)).isEqualTo(new Delivery.Written());
  }

  @Test
  void oneWriteHoldsNoMoreThan64KiBAndALargerStanzaGoesAlone() throws Exception {
    var unused = startAndBlockOn("<a/>");
    String medium = "m".repeat(40_000);
    String large = "l".repeat(200_000);
    List<CompletableFuture<Delivery>> waiting = writeAll(medium, medium, "s", large, "s", "s");
    out.permits.release(100);
    assertAllWritten(waiting);
    assertThat(out.writes).containsExactly("<a/>", medium, medium + "s", large, "ss");
  }

  @Test
  void aFullQueueRefusesAtOnce() throws Exception {
    var unused = startAndBlockOn("<a/>");
    List<CompletableFuture<Delivery>> queued =
        writeAll(Collections.nCopies(10, "<b/>").toArray(String[]::new));
    assertThat(queued).noneMatch(CompletableFuture::isDone);
    assertThat(get(write("<c/>"))).isInstanceOf(NotSent.Unavailable.class);
    out.permits.release(100);
    assertAllWritten(queued);
    assertThat(get(write("<d/>"))).isEqualTo(new Delivery.Written());
  }

  @Test
  void theQueueIsBoundedInBytesToo() throws Exception {
    var unused = startAndBlockOn("<a/>");
    CompletableFuture<Delivery> large = write("x".repeat(999_999));
    assertThat(get(write("xx"))).isInstanceOf(NotSent.Unavailable.class);
    CompletableFuture<Delivery> exact = write("x");
    out.permits.release(100);
    assertThat(get(large)).isEqualTo(new Delivery.Written());
    assertThat(get(exact)).isEqualTo(new Delivery.Written());
  }

  @Test
  void finishingWritesWhatIsQueuedThenTheFarewellAndTakesNoMore() throws Exception {
    var unused = startAndBlockOn("<a/>");
    CompletableFuture<Delivery> queued = write("<b/>");
    writer.finish("stopping", "</stream:stream>".getBytes(UTF_8));
    assertThat(get(write("<c/>")))
        .isInstanceOfSatisfying(
            NotSent.Unavailable.class, no -> assertThat(no.reason()).isEqualTo("stopping"));
    out.permits.release(100);
    thread.join();
    assertThat(get(queued)).isEqualTo(new Delivery.Written());
    assertThat(out.writes).containsExactly("<a/>", "<b/>", "</stream:stream>");
  }

  @Test
  void abandoningGivesUpTheQueueAndStillSaysFarewell() throws Exception {
    var unused = startAndBlockOn("<a/>");
    CompletableFuture<Delivery> queued = write("<b/>");
    writer.abandon("the stream ended", "</stream:stream>".getBytes(UTF_8));
    assertThat(get(queued))
        .isInstanceOfSatisfying(
            NotSent.Unavailable.class, no -> assertThat(no.reason()).isEqualTo("the stream ended"));
    out.permits.release(100);
    thread.join();
    assertThat(out.writes).containsExactly("<a/>", "</stream:stream>");
  }

  @Test
  void whenAWriteFailsNothingOfItOrBehindItCountsAsWritten() throws Exception {
    CompletableFuture<Delivery> first = startAndBlockOn("<a/>");
    CompletableFuture<Delivery> second = write("<b/>");
    out.broken = true;
    out.permits.release(100);
    assertThat(get(first)).isInstanceOf(NotSent.Unavailable.class);
    assertThat(get(second)).isInstanceOf(NotSent.Unavailable.class);
    thread.join();
    assertThat(failures).singleElement().isInstanceOf(IOException.class);
    assertThat(get(write("<c/>"))).isInstanceOf(NotSent.Unavailable.class);
  }

  @Test
  void aCallbackThatThrowsHarmsNobody() throws Exception {
    var unused = startAndBlockOn("<a/>");
    CompletableFuture<Void> failed =
        write("<b/>")
            .thenAccept(
                delivery -> {
                  throw new IllegalStateException("callback");
                });
    CompletableFuture<Delivery> next = write("<c/>");
    out.permits.release(100);
    assertThat(get(next)).isEqualTo(new Delivery.Written());
    assertThat(failed).isCompletedExceptionally();
  }

  @Test
  void progressTellsAWriteUnderWayFromARest() throws Exception {
    assertThat(writer.progress() % 2).isZero();
    var unused = startAndBlockOn("<a/>");
    long stuck = writer.progress();
    assertThat(stuck % 2).isOne();
    assertThat(writer.progress()).isEqualTo(stuck);
    CompletableFuture<Delivery> next = write("<b/>");
    out.permits.release(2);
    assertThat(get(next)).isEqualTo(new Delivery.Written());
    assertThat(writer.progress()).isGreaterThan(stuck).isEven();
  }
}
