package org.stanzagate.listener;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.SameThreadExecutor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.stanzagate.listener.EventStreams.Source;
import org.xnio.IoUtils;
import org.xnio.XnioExecutor;
import org.xnio.channels.StreamSinkChannel;

/**
 * One stream of server-sent events: writes, and asks for more only once all is written. A client
 * that leaves, or takes nothing for long, is cut off. All but {@link #end} is for the exchange's
 * I/O thread.
 */
final class EventStream {
  private static final Logger LOG = LoggerFactory.getLogger(EventStream.class);

  private static final String HEARTBEAT = ":\n\n";

  /** How long what is just being written may take once the server stops. */
  private static final Duration LAST = Duration.ofSeconds(1);

  private final HttpServerExchange exchange;
  private final Source source;
  private final Failures failures;
  private final Answers answers;
  private final Times times;

  private @Nullable StreamSinkChannel sink;
  private @Nullable Departure departure;
  private XnioExecutor.@Nullable Key alarm;

  /** What is being written; null while nothing is. */
  private @Nullable ByteBuffer writing;

  /** What is to be written next; null while it isn't known. */
  private @Nullable String next;

  private boolean asks;
  private boolean ends;
  private boolean over;

  /**
   * How long it waits.
   *
   * @param heartbeat with nothing to write
   * @param transfer for a client that takes nothing
   */
  record Times(Duration heartbeat, Duration transfer) {}

  EventStream(
      HttpServerExchange exchange, Source source, Failures failures, Answers answers, Times times) {
    this.exchange = exchange;
    this.source = source;
    this.failures = failures;
    this.answers = answers;
    this.times = times;
  }

  void begin(String first) {
    exchange.dispatch(
        SameThreadExecutor.INSTANCE,
        () -> {
          departure = Departure.watch(exchange);
          sink = exchange.getResponseChannel();
          sink.getWriteSetter().set(ready -> write());
          next = first;
          goOn();
        });
  }

  /** Nothing is being written: writes what there is, or waits for it. */
  private void goOn() {
    if (ends) {
      finish();
    } else if (next != null) {
      writing = ByteBuffer.wrap(next.getBytes(StandardCharsets.UTF_8));
      next = null;
      write();
    } else {
      alarm(times.heartbeat, this::beat);
      ask();
    }
  }

  private void write() {
    StreamSinkChannel channel = sink;
    ByteBuffer buffer = writing;
    if (channel == null || buffer == null || over) {
      return;
    }
    try {
      if (isWritten(channel, buffer)) {
        channel.suspendWrites();
        writing = null;
        goOn();
        return;
      }
      channel.resumeWrites();
      if (!ends) {
        alarm(times.transfer, this::cut);
      }
    } catch (IOException broken) {
      cut();
    }
  }

  private static boolean isWritten(StreamSinkChannel channel, ByteBuffer buffer)
      throws IOException {
    while (buffer.hasRemaining()) {
      if (channel.write(buffer) == 0) {
        return false;
      }
    }
    return channel.flush();
  }

  private void beat() {
    if (writing == null) {
      next = HEARTBEAT;
      goOn();
    }
  }

  private void ask() {
    if (!asks) {
      asks = true;
      var unused = source.next().whenComplete((events, e) -> inThread(() -> arrived(events, e)));
    }
  }

  private void arrived(@Nullable List<ServerSentEvent> events, @Nullable Throwable e) {
    asks = false;
    if (events == null) {
      failures.run(
          exchange,
          failing -> {
            throw new IllegalStateException("the events' source has failed", e);
          });
      return;
    }
    if (events.isEmpty()) {
      ends = true;
    } else {
      next = events.stream().map(ServerSentEvent::text).collect(Collectors.joining());
    }
    if (writing == null) {
      goOn();
    }
  }

  /** Ends it after what is just being written. Safe in any thread. */
  void end() {
    inThread(
        () -> {
          ends = true;
          if (writing == null) {
            goOn();
          } else {
            alarm(LAST, this::cut);
          }
        });
  }

  private void finish() {
    stop();
    if (departure != null) {
      departure.unwatch();
    }
    exchange.endExchange();
    answers.cutIfStuck(exchange);
  }

  private void cut() {
    IoUtils.safeClose(exchange.getConnection());
  }

  /** The exchange is over. */
  void stop() {
    over = true;
    if (alarm != null) {
      alarm.remove();
    }
  }

  private void alarm(Duration time, Runnable action) {
    if (alarm != null) {
      alarm.remove();
    }
    alarm = exchange.getIoThread().executeAfter(action, time.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void inThread(Runnable step) {
    try {
      exchange
          .getIoThread()
          .execute(
              () -> {
                if (!over) {
                  step.run();
                }
              });
    } catch (RejectedExecutionException stopped) {
      LogContext.on(exchange, LOG.atDebug())
          .setCause(stopped)
          .log("nobody is left to be told, the server has stopped");
    }
  }
}
