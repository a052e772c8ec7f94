package org.stanzagate.time;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.concurrent.Delayed;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RunnableScheduledFuture;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** A clock, and a timer by it, that go on when a test says so; tasks run in the test's thread. */
public final class ManualTimer extends ScheduledThreadPoolExecutor {
  private final PriorityQueue<Task> tasks =
      new PriorityQueue<>(Comparator.<Task, Instant>comparing(t -> t.due).thenComparing(t -> t.no));
  private volatile Instant now = Instant.parse("2026-11-22T10:00:00Z");
  private int number;

  public ManualTimer() {
    super(1);
  }

  /** The time by this timer. */
  public Clock clock() {
    return new Clock() {
      @Override
      public Instant instant() {
        return now;
      }

      @Override
      public ZoneId getZone() {
        return ZoneOffset.UTC;
      }

      @Override
      public Clock withZone(ZoneId zone) {
        throw new UnsupportedOperationException();
      }
    };
  }

  /** Lets time pass, and runs what is due on the way. */
  public void pass(Duration time) {
    Instant end = now.plus(time);
    for (Optional<Task> task = due(end); task.isPresent(); task = due(end)) {
      now = task.get().due;
      task.get().run();
    }
    now = end;
  }

  /** Puts the clock back; what is to run runs when it would have. */
  public synchronized void putBack(Duration time) {
    now = now.minus(time);
    tasks.forEach(task -> task.due = task.due.minus(time));
  }

  private synchronized Optional<Task> due(Instant end) {
    tasks.removeIf(FutureTask::isDone);
    Task first = tasks.peek();
    if (first == null || first.due.isAfter(end)) {
      return Optional.empty();
    }
    return Optional.of(tasks.remove());
  }

  /** How many tasks wait. */
  public synchronized int waiting() {
    tasks.removeIf(FutureTask::isDone);
    return tasks.size();
  }

  @Override
  public synchronized ScheduledFuture<?> schedule(Runnable command, long delay, TimeUnit unit) {
    Task task = new Task(command, now.plusNanos(unit.toNanos(delay)), number++);
    tasks.add(task);
    return task;
  }

  private final class Task extends FutureTask<Void> implements RunnableScheduledFuture<Void> {
    Instant due;
    final int no;

    Task(Runnable command, Instant due, int no) {
      super(command, null);
      this.due = due;
      this.no = no;
    }

    @Override
    public boolean isPeriodic() {
      return false;
    }

    @Override
    public long getDelay(TimeUnit unit) {
      return unit.convert(Duration.between(now, due));
    }

    @Override
    public int compareTo(Delayed other) {
      return Long.compare(getDelay(TimeUnit.NANOSECONDS), other.getDelay(TimeUnit.NANOSECONDS));
    }
  }
}
