package org.stanzagate.http;

import io.undertow.server.HttpHandler;
import io.undertow.util.Headers;
import java.time.Duration;
import org.stanzagate.listener.Answers;
import org.stanzagate.listener.BodyReader;
import org.stanzagate.listener.HttpServer;
import org.stanzagate.listener.Routes;
import org.stanzagate.listener.Waiting;

/** The endpoints of the outbox: pulling, and for administrators the callbacks. */
final class OutboxRoutes {
  private final ServedOutbox outbox;
  private final Readings readings;
  private final HttpServer server;
  private final Negotiation negotiation;
  private final Duration heartbeat;

  /**
   * @param heartbeat of the streams of events
   */
  OutboxRoutes(
      ServedOutbox outbox, HttpServer server, Negotiation negotiation, Duration heartbeat) {
    this.outbox = outbox;
    this.readings = new Readings(outbox.mailboxes());
    this.server = server;
    this.negotiation = negotiation;
    this.heartbeat = heartbeat;
  }

  /**
   * Adds them.
   *
   * @param api where the API begins
   */
  void addTo(Routes routes, String api, BodyReader bodies) {
    Answers answers = server.answers();
    Waiting waiting = server.waiting();
    Updates updates = new Updates(negotiation.json());
    EmptyBody nothing =
        new EmptyBody(bodies, "there is nothing to be said in a body here; leave it out");
    JsonAnswers json = new JsonAnswers(answers);
    String callbacks = api + "/callbacks";
    routes
        .get(
            api + "/updates",
            uncached(new PollUpdates(readings, nothing, updates, waiting, answers)))
        .get(
            api + "/events",
            uncached(
                new StreamUpdates(
                    readings, nothing, updates, server.eventStreams(), heartbeat, answers)))
        .get(
            callbacks,
            uncached(new Admins(new ListCallbacks(outbox.callbacks(), nothing, waiting, json))))
        .postBelow(
            callbacks + "/",
            uncached(
                new Admins(
                    new ActOnCallback(
                        callbacks + "/", outbox.callbacks(), nothing, waiting, json))));
  }

  /** Each answer is for one caller, and for now. */
  private static HttpHandler uncached(HttpHandler endpoint) {
    return exchange -> {
      exchange.getResponseHeaders().put(Headers.CACHE_CONTROL, "no-store");
      Negotiation.preferJson(exchange);
      endpoint.handleRequest(exchange);
    };
  }

  /** Lets nobody wait for something to pull any more. Safe in any thread. */
  void end() {
    readings.end();
  }
}
