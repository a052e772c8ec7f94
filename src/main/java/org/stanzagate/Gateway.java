package org.stanzagate;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.stanzagate.checkin.Checkins;
import org.stanzagate.codec.Codecs;
import org.stanzagate.component.ReconnectingComponent;
import org.stanzagate.component.StanzaListener;
import org.stanzagate.component.Timings;
import org.stanzagate.config.CheckinConfig;
import org.stanzagate.config.GatewayConfig;
import org.stanzagate.console.Feed;
import org.stanzagate.console.Traffic;
import org.stanzagate.http.Insight;
import org.stanzagate.http.MetricsServer;
import org.stanzagate.http.RestServer;
import org.stanzagate.http.ServedOutbox;
import org.stanzagate.listener.RequestWatch;
import org.stanzagate.listener.TurnEnds;
import org.stanzagate.metrics.Metrics;
import org.stanzagate.outbox.Mailbox;
import org.stanzagate.outbox.Outbox;
import org.stanzagate.rooms.OccupantTimings;
import org.stanzagate.rooms.Occupants;
import org.stanzagate.rooms.Rooms;
import org.stanzagate.stanza.RandomIds;
import org.stanzagate.stanza.Stanza;
import org.stanzagate.tls.ServerIdentity;
import org.stanzagate.webhook.Webhooks;

/** The composition root: builds the parts by hand, starts them in order and stops them in order. */
final class Gateway implements Service {
  private static final Logger LOG = LoggerFactory.getLogger(Gateway.class);

  /** How long the requests that are there may take to end, once the gateway is to stop. */
  private static final Duration GRACE = Duration.ofSeconds(10);

  /** How long the deliveries may take that came in while the stream was being closed. */
  private static final Duration LAST_DELIVERIES = Duration.ofSeconds(5);

  private final Clock clock = Clock.systemUTC();
  private final GatewayConfig config;
  private final boolean isHttps;
  private final String path;
  private final ScheduledThreadPoolExecutor timer = thread("timer");

  /** What those see who look is made here, and nowhere in the way of others. */
  private final ScheduledThreadPoolExecutor onlookers = thread("feed");

  private final ReconnectingComponent component;
  private final Metrics metrics = new Metrics(Main.Version.read());
  private final @Nullable MetricsServer metricsServer;
  private final Rooms rooms;
  private final Occupants occupants;
  private final StanzaListener unclaimed;
  private final Webhooks webhooks;
  private final RestServer rest;
  private final @Nullable Checkins checkins;

  /** Opened when the configuration first needs it. */
  private volatile @Nullable Outbox outbox;

  /**
   * @param injected takes what is posted to {@code /sandbox/inject}; null outside the sandbox
   */
  Gateway(GatewayConfig config, Codecs codecs, @Nullable Predicate<Stanza> injected) {
    this.config = config;
    isHttps = config.http().tls() != null;
    path = config.http().path();
    Traffic traffic = new Traffic(clock);
    component =
        new ReconnectingComponent(
            config.component(),
            Timings.DEFAULT,
            timer,
            clock,
            new Random(),
            metrics.replies(),
            traffic,
            new TurnEnds());
    rooms = new Rooms(component);
    occupants =
        new Occupants(rooms, OccupantTimings.DEFAULT, timer, clock, new Random(), new RandomIds());
    unclaimed = new Unclaimed(rooms, clock);
    webhooks =
        new Webhooks(
            config.iq().timeout(),
            rooms,
            unclaimed,
            codecs,
            new RandomIds(),
            "stanzagate/" + Main.Version.read(),
            timer,
            clock,
            metrics.posts());
    metrics.watch(component, webhooks.callbacks());
    RequestWatch requests = new RequestWatch(metrics.requests(), config.http().accessLog());
    rest =
        new RestServer(
            config,
            webhooks.answering(rooms),
            codecs,
            this::isReady,
            injected,
            new ServedOutbox(this::mailbox, webhooks.callbacks()),
            new Insight(
                requests,
                metrics::text,
                component,
                webhooks::openIqs,
                webhooks.callbacks(),
                new Feed(traffic, webhooks.callbacks(), onlookers)),
            clock);
    InetSocketAddress openMetrics = config.metrics();
    metricsServer =
        openMetrics == null ? null : new MetricsServer(openMetrics, requests, metrics::text);
    CheckinConfig checkin = config.checkin();
    checkins = checkin == null ? null : new Checkins(checkin, rooms, occupants, requests, clock);
  }

  /**
   * HTTP before the stream: a port that is taken is known before the XMPP server hears of us; and
   * after the store: who pulls finds his mailbox.
   */
  @Override
  public void start() throws IOException {
    outbox = outboxFor(config);
    webhooks.open(config.callbacks(), outbox);
    rest.start();
    LOG.info("listening on {}", url());
    if (metricsServer != null) {
      metricsServer.start();
      LOG.info("metrics at {}", url("http", metricsServer.address(), "/metrics"));
    }
    StanzaListener incoming = webhooks;
    if (checkins != null) {
      checkins.start();
      LOG.info("taking check-ins at {}", url("http", checkins.address(), "/checkins"));
      incoming = checkins.listener(webhooks, unclaimed);
    }
    webhooks.start();
    component.start(rooms.listener(occupants.listener(incoming)), rooms::mayBeRefused);
    metrics.watchJvm();
  }

  private @Nullable Outbox outboxFor(GatewayConfig config) throws IOException {
    Outbox current = outbox;
    if (current != null || !config.needsStore()) {
      return current;
    }
    try {
      return Outbox.open(config.store(), (token, unread) -> webhooks.expired(unread), timer, clock);
    } catch (IOException e) {
      throw new IOException("store.url: " + e.getMessage(), e);
    }
  }

  private Optional<Mailbox> mailbox(String token) {
    return Optional.ofNullable(outbox).flatMap(current -> current.mailboxes().of(token));
  }

  /** The stream is up, and every database that is open can be written. */
  private CompletableFuture<Boolean> isReady() {
    CompletableFuture<Boolean> isReady = CompletableFuture.completedFuture(component.isConnected());
    Outbox current = outbox;
    if (current != null) {
      isReady = isReady.thenCombine(current.store().isWritable(), Boolean::logicalAnd);
    }
    return checkins == null
        ? isReady
        : isReady.thenCombine(checkins.isWritable(), Boolean::logicalAnd);
  }

  /** Tokens, callbacks and the certificate; nothing else can change while it runs. */
  @Override
  public void reload(GatewayConfig config) throws IOException {
    Outbox needed = outboxFor(config);
    outbox = needed;
    webhooks.reload(config.callbacks(), needed);
    rest.reload(config.auth());
    ServerIdentity identity = config.http().tls();
    if (identity != null) {
      rest.reload(identity);
    }
  }

  @Override
  public String status() {
    return "Serving "
        + url()
        + (component.isConnected()
            ? ", connected as " + component.domain()
            : ", not connected to the XMPP server; the log says why");
  }

  /** The timer, and then all of HTTP's: what hangs in one of them hangs for everybody. */
  @Override
  public Future<Void> probe() {
    CompletableFuture<Void> passed = new CompletableFuture<>();
    timer.execute(() -> rest.probe(() -> passed.complete(null)));
    return passed;
  }

  /**
   * HTTP first here too: what its last requests send still goes out, as do the answers of the
   * webhooks, which have the same grace. What comes until the server has closed its side is still
   * delivered, or stored.
   */
  @Override
  public void stop() {
    Instant end = clock.instant().plus(GRACE);
    if (checkins != null) {
      checkins.stop(GRACE);
    }
    rest.stop(Duration.between(clock.instant(), end));
    webhooks.drain(Duration.between(clock.instant(), end));
    component.stop();
    webhooks.stop(LAST_DELIVERIES);
    Outbox current = outbox;
    if (current != null) {
      current.close();
    }
    if (metricsServer != null) {
      metricsServer.stop();
    }
    metrics.close();
    onlookers.shutdownNow();
    timer.shutdownNow();
  }

  /** Where stanzas are posted, once it is started. */
  String url() {
    return url(path);
  }

  /** Where a path is found, once it is started. */
  String url(String path) {
    return url(isHttps ? "https" : "http", rest.address(), path);
  }

  private static String url(String scheme, InetSocketAddress address, String path) {
    String host = address.getAddress().getHostAddress();
    // Java writes every zero of an IPv6 address; RFC 5952 has it shorter.
    String authority =
        host.contains(":") ? "[" + host.replaceFirst("(^|:)(0(:|$)){2,}", "::") + "]" : host;
    return scheme + "://" + authority + ":" + address.getPort() + path;
  }

  /**
   * Thousands of iqs are answered long before their time is over: those timers must not pile up.
   * What comes once it is shut down is too late.
   */
  private static ScheduledThreadPoolExecutor thread(String name) {
    ScheduledThreadPoolExecutor executor =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread thread = new Thread(task, name);
              thread.setDaemon(true);
              return thread;
            },
            new ThreadPoolExecutor.DiscardPolicy());
    executor.setRemoveOnCancelPolicy(true);
    return executor;
  }
}
