package org.stanzagate.http;

import io.github.bucket4j.TimeMeter;
import io.undertow.server.HttpHandler;
import io.undertow.server.handlers.HttpContinueReadHandler;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.stanzagate.codec.ApiDocument;
import org.stanzagate.codec.Codecs;
import org.stanzagate.component.Component;
import org.stanzagate.config.AuthConfig;
import org.stanzagate.config.AuthConfig.Scope;
import org.stanzagate.config.GatewayConfig;
import org.stanzagate.config.HttpConfig;
import org.stanzagate.console.ConsoleFiles;
import org.stanzagate.listener.Answers;
import org.stanzagate.listener.BodyReader;
import org.stanzagate.listener.Failure;
import org.stanzagate.listener.HttpLimits;
import org.stanzagate.listener.HttpServer;
import org.stanzagate.listener.Routes;
import org.stanzagate.stanza.Kind;
import org.stanzagate.stanza.Stanza;
import org.stanzagate.tls.ServerIdentity;

/**
 * The HTTP API: takes stanzas and hands them to the component. Started once, stopped once, by one
 * thread; {@link #address} and {@link #reload} are safe in any thread.
 */
public final class RestServer {
  private static final String HEALTHZ = "/healthz";
  private static final String READYZ = "/readyz";
  private static final String OPENAPI = "/openapi";
  private static final String INJECT = "/sandbox/inject";

  /** Proxies commonly end what says nothing for a minute. */
  private static final Duration HEARTBEAT = Duration.ofSeconds(15);

  /** In bytes: ten thousand answers of the usual length, and some longer ones. */
  private static final long FIRST_ANSWERS_SIZE = 64L * 1024 * 1024;

  private final GatewayConfig config;
  private final Component component;
  private final Supplier<CompletableFuture<Boolean>> ready;
  private final @Nullable Predicate<Stanza> injected;
  private final Codecs codecs;
  private final Negotiation negotiation;
  private final HttpServer server;
  private final InsightRoutes insight;
  private final Clock clock;
  private final RateLimits rateLimits;
  private final FirstAnswers firstAnswers;
  private final OutboxRoutes outbox;
  private final HttpHandler endpoints;
  private volatile Authentication authentication;
  private volatile HttpHandler chain;

  /**
   * @param ready whether all is as it should be; completes in seconds at most
   * @param injected takes the stanzas posted to {@code /sandbox/inject}, and says whether it could;
   *     null where there is no such path. Called in an I/O thread, so it must not wait
   * @param insight what administrators may see
   * @param clock by which tokens expire, and answers are forgotten
   */
  public RestServer(
      GatewayConfig config,
      Component component,
      Codecs codecs,
      Supplier<CompletableFuture<Boolean>> ready,
      @Nullable Predicate<Stanza> injected,
      ServedOutbox outbox,
      Insight insight,
      Clock clock) {
    this(
        config,
        component,
        codecs,
        ready,
        injected,
        outbox,
        insight,
        HttpLimits.DEFAULT,
        HEARTBEAT,
        clock,
        TimeMeter.SYSTEM_NANOTIME);
  }

  RestServer(
      GatewayConfig config,
      Component component,
      Codecs codecs,
      Supplier<CompletableFuture<Boolean>> ready,
      @Nullable Predicate<Stanza> injected,
      ServedOutbox outbox,
      Insight insight,
      HttpLimits limits,
      Duration heartbeat,
      Clock clock,
      TimeMeter time) {
    this.config = config;
    this.component = component;
    this.ready = ready;
    this.injected = injected;
    this.codecs = codecs;
    this.negotiation = new Negotiation(codecs);
    this.server =
        new HttpServer("http.listen", limits, new StanzaFailures(negotiation), insight.requests());
    this.insight =
        new InsightRoutes(insight, component.domain(), server, negotiation, heartbeat, clock);
    this.outbox = new OutboxRoutes(outbox, server, negotiation, heartbeat);
    this.clock = clock;
    this.rateLimits = new RateLimits(time);
    this.firstAnswers =
        new FirstAnswers(
            clock, Math.min(FIRST_ANSWERS_SIZE, Runtime.getRuntime().maxMemory() / 16));
    this.endpoints = new HttpContinueReadHandler(routes());
    this.authentication = authentication(config.auth());
    this.chain = chain(config.auth(), authentication);
  }

  /** What was let in goes through these, top to bottom. */
  private HttpHandler chain(AuthConfig auth, Authentication authentication) {
    return new BrowserGuard(auth.anonymous(), new Cors(config.http().cors()), authentication);
  }

  private Authentication authentication(AuthConfig auth) {
    return new Authentication(
        credentials(auth),
        auth.anonymous() ? Optional.of(anybody()) : Optional.empty(),
        component.domain() + "/rest",
        this::isProtected,
        endpoints);
  }

  /** All endpoints there are. */
  Routes routes() {
    HttpConfig http = config.http();
    StanzaIds ids = new StanzaIds();
    Answers answers = server.answers();
    BodyReader bodies =
        server.bodies(http.maxBody(), "send less, or raise http.max_body in the configuration");
    Drafts drafts = new Drafts(http.lenient());
    StanzaIntake intake = new StanzaIntake(negotiation, bodies::read, drafts);
    Idempotency sending =
        new Idempotency(
            firstAnswers, bodies, server.waiting(), new StanzaFailures(negotiation), answers);
    StanzaIntake once = new StanzaIntake(negotiation, sending::read, drafts);
    Outbound outbound = new Outbound(ids);
    IqTimeout timeout = new IqTimeout(config.iq());
    int maxSend = config.component().maxSend();
    ApiDocument document = negotiation.document();
    Function<StanzaSource, HttpHandler> send =
        source -> new SendStanza(source, outbound, component, timeout, sending, negotiation);
    String api = http.path();
    Routes routes =
        new Routes(answers, "stanzas are posted to " + api + ", and /openapi.yaml has all paths")
            .post(api, send.apply(once))
            .post(
                api + "/echo",
                new EchoStanza(intake, outbound, timeout, maxSend, negotiation, answers))
            .get(
                OPENAPI + ".json",
                new StaticBody("application/json", () -> document.json(api), answers))
            .get(
                OPENAPI + ".yaml",
                new StaticBody("application/yaml", () -> document.yaml(api), answers))
            .get(HEALTHZ, health(() -> CompletableFuture.completedFuture(true), ""))
            .get(READYZ, health(ready, "not ready"));
    new ConsoleFiles(api, answers).addTo(routes);
    insight.addTo(routes, api, bodies, authorization -> authentication.caller(authorization));
    addPathForms(routes, send, once, bodies, drafts);
    outbox.addTo(routes, api, bodies);
    if (injected != null) {
      routes.post(INJECT, new InjectStanza(intake, ids, component.domain(), injected, answers));
    }
    return routes;
  }

  private Health health(Supplier<CompletableFuture<Boolean>> isSo, String otherwise) {
    return new Health(isSo, otherwise, server.waiting(), server.answers());
  }

  private void addPathForms(
      Routes routes,
      Function<StanzaSource, HttpHandler> send,
      StanzaIntake intake,
      BodyReader bodies,
      Drafts drafts) {
    String api = config.http().path();
    for (Kind kind : Kind.values()) {
      String route = api + "/" + kind.element() + "/";
      routes.postBelow(route, send.apply(new PathForm(route, kind, codecs, intake)));
    }
    for (String query : UrlQuery.QUERIES) {
      String route = api + "/" + query + "/";
      routes.getBelow(route, send.apply(new UrlQuery(route, query, codecs, bodies, drafts)));
    }
  }

  private Credentials credentials(AuthConfig auth) {
    return new Credentials(
        auth, component.domain(), config.component().secret(), rateLimits.of(auth.tokens()), clock);
  }

  private Caller anybody() {
    return new Caller("", new Permissions(component.domain(), Scope.ALL), Optional.empty(), false);
  }

  private boolean isProtected(String path) {
    String api = config.http().path();
    return !path.equals(HEALTHZ)
        && !path.equals(READYZ)
        && (path.equals(api)
            || path.equals(MetricsPage.PATH)
            || path.equals(MetricsPage.PATH + "/")
            || path.startsWith(api + "/")
            || path.startsWith("/sandbox/"));
  }

  /**
   * Takes other tokens from now on; the component's own login keeps its secret. What is under way
   * goes on as it began, and nothing is refused meanwhile. A token that has kept its name, its
   * secret and its rate goes on with what it has left; no {@code Idempotency-Key} is forgotten.
   * Safe in any thread.
   *
   * @throws IllegalArgumentException if it is anonymous, and others than this machine reach us
   */
  public void reload(AuthConfig auth) {
    GatewayConfig unused = config.with(auth);
    Authentication next = authentication(auth);
    authentication = next;
    chain = chain(auth, next);
  }

  /**
   * Shows another certificate to those who connect from now on, where it serves HTTPS. Safe in any
   * thread, once it is started.
   */
  public void reload(ServerIdentity identity) {
    server.show(identity);
  }

  /**
   * Begins to serve.
   *
   * @throws IOException if the address can't be listened on; the text says why, and what to change
   */
  public void start() throws IOException {
    HttpConfig http = config.http();
    server.start(
        http.listen(), http.tls(), http.maxBody(), exchange -> chain.handleRequest(exchange));
  }

  /** Where it listens, with the real port, once it is started. */
  public InetSocketAddress address() {
    return server.address();
  }

  /** Runs the action once every thread that serves requests has shown that it runs. */
  public void probe(Runnable passed) {
    server.probe(passed);
  }

  /**
   * Takes no more requests, answers those it has, and ends. Who waits for something to pull is told
   * at once that there is nothing, what still waits for its answer after the grace that it is too
   * late. Does nothing where it was never started.
   */
  public void stop(Duration grace) {
    outbox.end();
    server.stop(
        grace,
        Failure.noAnswer("the gateway stopped before an answer came; what was sent stays sent"));
  }
}
