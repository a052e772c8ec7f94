package org.stanzagate.http;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.Methods;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.stanzagate.codec.Leniency;
import org.stanzagate.console.Feed;
import org.stanzagate.console.FeedEvents;
import org.stanzagate.console.Spectator;
import org.stanzagate.console.Viewer;
import org.stanzagate.listener.Answers;
import org.stanzagate.listener.EventStreams;
import org.stanzagate.listener.Failure;
import org.stanzagate.listener.HttpException;

/**
 * {@code GET /rest/live}: how the gateway fares, and the stanzas as they pass, as server-sent
 * events, for as long as the caller likes and may. I/O thread only.
 */
final class StreamTraffic implements HttpHandler {
  private static final Duration RETRY_AFTER = Duration.ofSeconds(10);

  private final Feed feed;
  private final FeedEvents events;
  private final Function<String, Optional<Caller>> login;
  private final EmptyBody nothing;
  private final EventStreams streams;
  private final Duration heartbeat;
  private final Answers answers;

  /**
   * @param login who has these credentials, whenever it is asked. Safe in any thread
   */
  StreamTraffic(
      Feed feed,
      FeedEvents events,
      Function<String, Optional<Caller>> login,
      EmptyBody nothing,
      EventStreams streams,
      Duration heartbeat,
      Answers answers) {
    this.feed = feed;
    this.events = events;
    this.login = login;
    this.nothing = nothing;
    this.streams = streams;
    this.heartbeat = heartbeat;
    this.answers = answers;
  }

  @Override
  public void handleRequest(HttpServerExchange exchange) throws Exception {
    RequestUrl.fields(exchange, Set.of()).refuseOthers(Set.of(), Leniency.STRICT);
    nothing.read(exchange, this::stream);
  }

  private void stream(HttpServerExchange exchange) throws HttpException {
    if (exchange.getRequestMethod().equals(Methods.HEAD)) {
      exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, EventStreams.CONTENT_TYPE);
      answers.empty(exchange, 200);
      return;
    }
    String authorization = Authentication.authorization(exchange);
    Viewer viewer =
        feed.open(
                spectator(Caller.of(exchange)),
                () -> login.apply(authorization).map(StreamTraffic::spectator),
                events)
            .orElseThrow(() -> new HttpException(tooMany()));
    exchange.addExchangeCompleteListener(
        (over, next) -> {
          viewer.close();
          next.proceed();
        });
    streams.open(exchange, heartbeat, viewer);
  }

  private static Spectator spectator(Caller caller) {
    return new Spectator(
        caller.name(), caller.admin(), caller.admin() ? List.of() : caller.permissions().own());
  }

  private static Failure tooMany() {
    return Failure.unavailable(
        Feed.MOST
            + " look at the traffic already, which is the most there may be; close one of the pages"
            + " that show it",
        RETRY_AFTER);
  }
}
