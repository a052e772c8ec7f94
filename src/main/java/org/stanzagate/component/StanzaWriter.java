package org.stanzagate.component;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The one thread that writes to a stream. Stanzas queue up, and all that wait go out in one write,
 * up to 64 KiB: under load that is the difference between a system call a stanza and one for
 * hundreds. Safe in any thread; only {@link #run} blocks. Futures are never completed under the
 * lock.
 */
final class StanzaWriter implements Runnable {
  private static final int MAX_WRITE = 64 * 1024;

  /** What the one who met a full queue is told to wait: it drains in well under that. */
  private static final Duration RETRY = Duration.ofSeconds(1);

  private static final class Queued {
    final byte[] xml;
    final LongAdder written;
    final CompletableFuture<Delivery> delivery = new CompletableFuture<>();

    Queued(byte[] xml, LongAdder written) {
      this.xml = xml;
      this.written = written;
    }

    void notSent(String reason) {
      delivery.complete(new NotSent.Unavailable(reason, RETRY));
    }
  }

  /** How much may wait to be written. */
  record Capacity(int stanzas, int bytes) {}

  /** Where it goes: returns once all of it is written. */
  interface Output {
    void write(byte[] bytes, int offset, int length) throws IOException;
  }

  /** Told, in the writing thread, that nothing more can be written. */
  interface FailureListener {
    void writeFailed(Exception failure);
  }

  private final Output out;
  private final Capacity capacity;
  private final FailureListener failures;
  private final Executor turnEnds;
  private final byte[] buffer = new byte[MAX_WRITE];

  /** Odd while a write is under way, and different for each write. */
  private final AtomicLong progress = new AtomicLong();

  /** For what is no stanza of anybody's. */
  private final LongAdder uncounted = new LongAdder();

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Deque<Queued> queue = new ArrayDeque<>();
  private int queuedBytes;

  /** The writing thread waits for stanzas. */
  private boolean isIdle;

  /** Somebody wakes it once he has queued all that he has. */
  private boolean isWaking;

  /** Why nothing is taken any more; null while stanzas are. */
  private @Nullable String closed;

  private byte[] farewell = {};

  /**
   * @param turnEnds runs a task once the calling thread is through with what it has at hand: a
   *     writer that is woken by the first of many stanzas writes one, and sleeps again
   */
  StanzaWriter(Output out, Capacity capacity, FailureListener failures, Executor turnEnds) {
    this.out = out;
    this.capacity = capacity;
    this.failures = failures;
    this.turnEnds = turnEnds;
  }

  /** Queues what is no stanza of anybody's. */
  void say(byte[] xml) {
    var unused = write(xml, uncounted);
  }

  /**
   * Queues a stanza. Completes after the write that holds its last byte, or when there is none.
   *
   * @param written counts it then
   */
  CompletableFuture<Delivery> write(byte[] xml, LongAdder written) {
    Queued stanza = new Queued(xml, written);
    String refusal = enqueue(stanza);
    if (refusal != null) {
      stanza.notSent(refusal);
    }
    return stanza.delivery;
  }

  private @Nullable String enqueue(Queued stanza) {
    boolean isFirst;
    lock.lock();
    try {
      if (closed != null) {
        return closed;
      }
      if (queue.size() >= capacity.stanzas || queuedBytes + stanza.xml.length > capacity.bytes) {
        return "Too many stanzas wait to be written to the XMPP server; try again.";
      }
      queue.add(stanza);
      queuedBytes += stanza.xml.length;
      isFirst = isIdle && !isWaking;
      isWaking |= isFirst;
    } finally {
      lock.unlock();
    }
    if (isFirst) {
      turnEnds.execute(this::wake);
    }
    return null;
  }

  private void wake() {
    lock.lock();
    try {
      isWaking = false;
      changed.signal();
    } finally {
      lock.unlock();
    }
  }

  /** Takes no more; what is queued still goes out, then the farewell, and the thread ends. */
  void finish(String reason, byte[] farewell) {
    lock.lock();
    try {
      close(reason, farewell);
    } finally {
      lock.unlock();
    }
  }

  /** Takes no more, and gives up what is queued; the farewell goes out, and the thread ends. */
  void abandon(String reason, byte[] farewell) {
    List<Queued> unwritten;
    lock.lock();
    try {
      close(reason, farewell);
      unwritten = List.copyOf(queue);
      queue.clear();
      queuedBytes = 0;
    } finally {
      lock.unlock();
    }
    unwritten.forEach(stanza -> stanza.notSent(reason));
  }

  private void close(String reason, byte[] farewell) {
    if (closed == null) {
      closed = reason;
      this.farewell = farewell;
      changed.signal();
    }
  }

  /** Two equal odd answers mean that one write has been under way all the time between. */
  long progress() {
    return progress.get();
  }

  /** Writes until it is closed and the farewell is out, or the socket fails. */
  @Override
  public void run() {
    try {
      List<Queued> batch = take();
      while (!batch.isEmpty()) {
        write(batch);
        batch = take();
      }
      out.write(farewell, 0, farewell.length);
    } catch (IOException | RuntimeException e) {
      failures.writeFailed(e);
    } finally {
      abandon("The stream to the XMPP server broke before the stanza was written.", new byte[0]);
    }
  }

  /** Waits for stanzas; as many as fit one write, at least one. Empty when there are no more. */
  private List<Queued> take() {
    List<Queued> batch = new ArrayList<>();
    lock.lock();
    try {
      while (queue.isEmpty() && closed == null) {
        isIdle = true;
        changed.awaitUninterruptibly();
      }
      isIdle = false;
      int size = 0;
      while (!queue.isEmpty()
          && (batch.isEmpty() || size + requireNonNull(queue.peek()).xml.length <= MAX_WRITE)) {
        Queued stanza = queue.remove();
        size += stanza.xml.length;
        batch.add(stanza);
      }
      queuedBytes -= size;
      return batch;
    } finally {
      lock.unlock();
    }
  }

  private void write(List<Queued> batch) throws IOException {
    progress.incrementAndGet();
    try {
      if (batch.size() == 1) {
        out.write(batch.get(0).xml, 0, batch.get(0).xml.length);
      } else {
        out.write(buffer, 0, fill(batch));
      }
    } catch (IOException | RuntimeException e) {
      batch.forEach(
          stanza ->
              stanza.notSent("The stream to the XMPP server broke while the stanza was written."));
      throw e;
    } finally {
      progress.incrementAndGet();
    }
    for (Queued stanza : batch) {
      stanza.written.increment();
      stanza.delivery.complete(new Delivery.Written());
    }
  }

  private int fill(List<Queued> batch) {
    int size = 0;
    for (Queued stanza : batch) {
      System.arraycopy(stanza.xml, 0, buffer, size, stanza.xml.length);
      size += stanza.xml.length;
    }
    return size;
  }
}
