package org.stanzagate.http;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import io.undertow.util.Methods;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.stanzagate.codec.Leniency;
import org.stanzagate.listener.Answers;
import org.stanzagate.listener.EventStreams;
import org.stanzagate.listener.HttpException;
import org.stanzagate.listener.ServerSentEvent;
import org.stanzagate.outbox.Mailbox;
import org.stanzagate.outbox.Pulled;
import org.stanzagate.outbox.Reading;

/**
 * {@code GET /rest/events}: what is kept for the caller, as server-sent events, for as long as it
 * likes. {@code HEAD} reads and acknowledges nothing. I/O thread only.
 */
final class StreamUpdates implements HttpHandler {
  private static final HttpString LAST_EVENT_ID = new HttpString("Last-Event-ID");

  /** How many are asked of the store at a time, and are in memory until they are written. */
  private static final int BATCH = 100;

  private final Readings readings;
  private final EmptyBody nothing;
  private final Updates updates;
  private final EventStreams streams;
  private final Duration heartbeat;
  private final Answers answers;

  StreamUpdates(
      Readings readings,
      EmptyBody nothing,
      Updates updates,
      EventStreams streams,
      Duration heartbeat,
      Answers answers) {
    this.readings = readings;
    this.nothing = nothing;
    this.updates = updates;
    this.streams = streams;
    this.heartbeat = heartbeat;
    this.answers = answers;
  }

  @Override
  public void handleRequest(HttpServerExchange exchange) throws Exception {
    Mailbox mailbox = readings.mailbox(exchange);
    RequestUrl.fields(exchange, Set.of()).refuseOthers(Set.of(), Leniency.STRICT);
    long after = after(exchange, mailbox);
    nothing.read(exchange, read -> stream(read, mailbox, after));
  }

  /** An empty one is that of a client that has got no event yet. */
  private static long after(HttpServerExchange exchange, Mailbox mailbox) throws HttpException {
    HeaderValues given = exchange.getRequestHeaders().get(LAST_EVENT_ID);
    String last = given == null ? "" : String.join(", ", given);
    return last.isEmpty() ? 0 : Readings.acknowledged(mailbox, LAST_EVENT_ID.toString(), last);
  }

  private void stream(HttpServerExchange exchange, Mailbox mailbox, long after) {
    if (exchange.getRequestMethod().equals(Methods.HEAD)) {
      exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, EventStreams.CONTENT_TYPE);
      answers.empty(exchange, 200);
      return;
    }
    Reading reading = readings.begin(exchange, mailbox, after);
    streams.open(exchange, heartbeat, new Source(reading, exchange.getIoThread()));
  }

  /** The events of one stream. */
  private final class Source implements EventStreams.Source {
    private final Reading reading;
    private final Executor ioThread;
    private boolean over;

    Source(Reading reading, Executor ioThread) {
      this.reading = reading;
      this.ioThread = ioThread;
    }

    @Override
    public CompletableFuture<List<ServerSentEvent>> next() {
      return over
          ? CompletableFuture.completedFuture(List.of())
          : reading.next(BATCH).thenApplyAsync(this::events, ioThread);
    }

    private List<ServerSentEvent> events(Pulled pulled) {
      if (pulled instanceof Pulled.Stanzas stanzas) {
        return stanzas.all().stream().map(updates::event).toList();
      }
      over = true;
      reading.close();
      return pulled instanceof Pulled.Superseded
          ? List.of(updates.end(Readings.superseded()))
          : pulled instanceof Pulled.Failed ? List.of(updates.end(StoreFailure.now())) : List.of();
    }
  }
}
