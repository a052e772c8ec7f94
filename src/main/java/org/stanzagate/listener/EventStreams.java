package org.stanzagate.listener;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Answers with server-sent events (WHATWG HTML, section 9.2), as long as there are some, and holds
 * no thread for it. Opening is for the exchange's I/O thread.
 *
 * <p>Undertow's own handler doesn't do: its shutdown never ends a stream on which something is just
 * being written, a reader that has gone silent is never found out, and its heartbeat goes by
 * nothing but the time.
 */
public final class EventStreams {
  public static final String CONTENT_TYPE = "text/event-stream";

  /** Comes first, so that the client sees at once that it is let in. */
  private static final Duration RECONNECT = Duration.ofSeconds(3);

  private final Failures failures;
  private final Answers answers;
  private final Duration transfer;
  private final Set<EventStream> open = ConcurrentHashMap.newKeySet();

  EventStreams(Failures failures, Answers answers, Duration transfer) {
    this.failures = failures;
    this.answers = answers;
    this.transfer = transfer;
  }

  /** Where the events of a stream come from. */
  @FunctionalInterface
  public interface Source {
    /**
     * The next ones, once there are some; an empty list ends the stream. Asked for in an I/O
     * thread, and only once those before are written, so that what a slow client doesn't read is
     * not in memory.
     */
    CompletableFuture<List<ServerSentEvent>> next();
  }

  /**
   * Begins a stream, the request having been read to its end. To be the last that a handler does.
   *
   * @param heartbeat after so long with nothing to say, a comment shows that both still live
   */
  public void open(HttpServerExchange exchange, Duration heartbeat, Source source) {
    exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, CONTENT_TYPE);
    exchange.getResponseHeaders().put(Headers.CACHE_CONTROL, "no-store");
    EventStream stream =
        new EventStream(
            exchange, source, failures, answers, new EventStream.Times(heartbeat, transfer));
    open.add(stream);
    exchange.addExchangeCompleteListener(
        (over, next) -> {
          open.remove(stream);
          stream.stop();
          next.proceed();
        });
    stream.begin("retry: " + RECONNECT.toMillis() + "\n\n");
  }

  /** Ends all of them, each after what is being written to it. Safe in any thread. */
  void end() {
    open.forEach(EventStream::end);
  }
}
