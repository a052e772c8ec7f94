package org.stanzagate.checkin;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.handlers.HttpContinueReadHandler;
import io.undertow.util.Headers;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.stanzagate.config.CheckinConfig;
import org.stanzagate.listener.Failure;
import org.stanzagate.listener.HttpException;
import org.stanzagate.listener.HttpLimits;
import org.stanzagate.listener.HttpServer;
import org.stanzagate.listener.RequestRoute;
import org.stanzagate.listener.RequestWatch;

/**
 * What bots post to: {@code /} and {@code /checkins} on loopback. Started once, stopped once, by
 * one thread.
 */
final class CheckinServer {
  private static final int MAX_BODY = 4096;
  private static final String PATH = "/checkins";
  private static final String ALLOW = "GET, HEAD, POST, OPTIONS";

  private final CheckinConfig config;
  private final HttpServer server;
  private final CheckinAnswers answers;

  CheckinServer(CheckinConfig config, HttpLimits limits, RequestWatch requests) {
    this.config = config;
    this.server = new HttpServer("checkin.port", limits, new CheckinAnswers.Refusals(), requests);
    this.answers = new CheckinAnswers(server.answers());
  }

  /**
   * Begins to serve.
   *
   * @param stored told, in the thread of the store, that a new check-in is there
   * @throws IOException if the port can't be listened on; the text says why, and what to change
   */
  void start(CheckinStore store, Runnable stored) throws IOException {
    HttpHandler post =
        new Bearer(
            config.secret(),
            new HttpContinueReadHandler(
                new PostCheckin(
                    server.bodies(MAX_BODY, "a check-in is shorter"),
                    server.waiting(),
                    answers,
                    store,
                    stored)));
    byte[] loopback = {127, 0, 0, 1};
    server.start(
        new InetSocketAddress(InetAddress.getByAddress(loopback), config.port()),
        null,
        MAX_BODY,
        exchange -> route(exchange, post));
  }

  private void route(HttpServerExchange exchange, HttpHandler post) throws Exception {
    String path = exchange.getRequestPath();
    if (!path.equals("/") && !path.equals(PATH) && !path.equals(PATH + "/")) {
      throw new HttpException(
          Failure.notFound("there is nothing here; check-ins are posted to " + PATH));
    }
    RequestRoute.set(exchange, PATH);
    String method = exchange.getRequestMethod().toString();
    switch (method) {
      case "POST" -> post.handleRequest(exchange);
      case "GET", "HEAD" -> answers.status(exchange, 200, "ok");
      case "OPTIONS" -> {
        exchange.getResponseHeaders().put(Headers.ALLOW, ALLOW);
        answers.empty(exchange, 204);
      }
      default -> throw new HttpException(Failure.methodNotAllowed(method, ALLOW));
    }
  }

  InetSocketAddress address() {
    return server.address();
  }

  /** Takes no more, and answers what it has. */
  void stop(Duration grace) {
    server.stop(
        grace,
        Failure.unavailable(
            "the gateway stops, and whether this was stored is unknown; send it again",
            Duration.ofSeconds(5)));
  }
}
