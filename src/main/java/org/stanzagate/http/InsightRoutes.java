package org.stanzagate.http;

import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import org.jxmpp.jid.Jid;
import org.stanzagate.console.FeedEvents;
import org.stanzagate.listener.Answers;
import org.stanzagate.listener.BodyReader;
import org.stanzagate.listener.HttpServer;
import org.stanzagate.listener.Routes;

/** The endpoints by which a gateway that runs is watched. */
final class InsightRoutes {
  private final Insight insight;
  private final HttpServer server;
  private final FeedEvents events;
  private final Duration heartbeat;
  private final Clock clock;

  /**
   * @param domain the component's
   * @param heartbeat of the streams of events
   */
  InsightRoutes(
      Insight insight,
      Jid domain,
      HttpServer server,
      Negotiation negotiation,
      Duration heartbeat,
      Clock clock) {
    this.insight = insight;
    this.server = server;
    this.events =
        new TrafficEvents(domain, negotiation.json(), insight.stream(), insight.callbacks());
    this.heartbeat = heartbeat;
    this.clock = clock;
  }

  /**
   * Adds them.
   *
   * @param api where the API begins
   * @param login who has such credentials, whenever it is asked. Safe in any thread
   */
  void addTo(
      Routes routes, String api, BodyReader bodies, Function<String, Optional<Caller>> login) {
    Answers answers = server.answers();
    EmptyBody nothing = new EmptyBody(bodies, "a GET has no body here; leave it out");
    routes
        .get(MetricsPage.PATH, new Admins(new MetricsPage(insight.metrics(), server)))
        .get(
            api + "/waiting",
            new Admins(
                new ListWaiting(
                    insight, nothing, server.waiting(), new JsonAnswers(answers), clock)))
        .get(
            api + "/live",
            new StreamTraffic(
                insight.feed(), events, login, nothing, server.eventStreams(), heartbeat, answers));
  }
}
