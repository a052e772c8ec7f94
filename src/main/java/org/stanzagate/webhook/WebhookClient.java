package org.stanzagate.webhook;

import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hc.client5.http.HttpRoute;
import org.apache.hc.client5.http.async.AsyncExecRuntime;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.config.TlsConfig;
import org.apache.hc.client5.http.impl.DefaultSchemePortResolver;
import org.apache.hc.client5.http.impl.async.CloseableHttpAsyncClient;
import org.apache.hc.client5.http.impl.async.HttpAsyncClientBuilder;
import org.apache.hc.client5.http.impl.async.HttpAsyncClients;
import org.apache.hc.client5.http.impl.nio.PoolingAsyncClientConnectionManager;
import org.apache.hc.client5.http.impl.nio.PoolingAsyncClientConnectionManagerBuilder;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.client5.http.routing.RoutingSupport;
import org.apache.hc.core5.concurrent.FutureCallback;
import org.apache.hc.core5.http.ConnectionClosedException;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.EndpointDetails;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.message.BasicHttpRequest;
import org.apache.hc.core5.http.nio.entity.BasicAsyncEntityProducer;
import org.apache.hc.core5.http.nio.support.BasicRequestProducer;
import org.apache.hc.core5.http2.HttpVersionPolicy;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.net.URIAuthority;
import org.apache.hc.core5.reactor.IOReactorConfig;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Sends requests to webhooks and collects their answers, in one I/O thread for all. {@code http:}
 * is HTTP/1.1; redirects, cookies and compression are left alone. Safe in any thread; the futures
 * never fail, and complete in the I/O thread, which must not be held up.
 */
final class WebhookClient implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(WebhookClient.class);

  /** Beyond it a connection is more likely to be closed by the other side than to be of use. */
  private static final TimeValue LONGEST_IDLE = TimeValue.ofSeconds(60);

  /**
   * A connection that is not freed in time by its deadline is freed by silence, this much later.
   */
  private static final Duration LAST_RESORT = Duration.ofSeconds(1);

  private static final RequestConfig REQUESTS =
      RequestConfig.custom()
          .setConnectionRequestTimeout(Timeout.DISABLED)
          .setProtocolUpgradeEnabled(false)
          .setContentCompressionEnabled(false)
          .setExpectContinueEnabled(false)
          .build();

  /** Where a request's context keeps the hold on its connection. */
  private static final String RUNTIME = "stanzagate.runtime";

  private static final int MAX_LINE = 16 * 1024;
  private static final int MAX_HEADERS = 200;

  private volatile Map<HttpHost, Integer> maxConnections;
  private final ScheduledExecutorService timer;
  private final Clock clock;
  private @Nullable CloseableHttpAsyncClient client;
  private @Nullable PoolingAsyncClientConnectionManager connections;
  private boolean isClosed;

  /**
   * @param maxConnections how many there may be to an address at once
   * @param timer must drop cancelled tasks at once
   * @param clock tells how far a date in an answer is away
   */
  WebhookClient(
      Map<HttpHost, Integer> maxConnections, ScheduledExecutorService timer, Clock clock) {
    this.maxConnections = Map.copyOf(maxConnections);
    this.timer = timer;
    this.clock = clock;
  }

  /** Made when first needed: it takes a third of a second, and many gateways have no webhook. */
  private synchronized CloseableHttpAsyncClient client() {
    CloseableHttpAsyncClient current = client;
    if (current == null) {
      if (isClosed) {
        throw new IllegalStateException("closed");
      }
      current = builder().build();
      current.start();
      client = current;
    }
    return current;
  }

  /** From now on there may be so many connections to an address at once. */
  synchronized void allow(Map<HttpHost, Integer> maxConnections) {
    this.maxConnections = Map.copyOf(maxConnections);
    if (connections != null) {
      limit(connections);
    }
  }

  private void limit(PoolingAsyncClientConnectionManager connections) {
    int total = maxConnections.values().stream().mapToInt(max -> max).sum();
    connections.setMaxTotal(Math.max(1, total));
    maxConnections.forEach((host, max) -> connections.setMaxPerRoute(route(host), max));
  }

  private HttpAsyncClientBuilder builder() {
    PoolingAsyncClientConnectionManager connections =
        PoolingAsyncClientConnectionManagerBuilder.create()
            .setDefaultConnectionConfig(
                ConnectionConfig.custom().setConnectTimeout(Timeout.DISABLED).build())
            .setTlsConfigResolver(
                host ->
                    TlsConfig.custom()
                        .setVersionPolicy(
                            host.getSchemeName().equals("https")
                                ? HttpVersionPolicy.NEGOTIATE
                                : HttpVersionPolicy.FORCE_HTTP_1)
                        .build())
            .build();
    limit(connections);
    this.connections = connections;
    return HttpAsyncClients.custom()
        .setConnectionManager(connections)
        .setIOReactorConfig(
            IOReactorConfig.custom().setIoThreadCount(1).setTcpNoDelay(true).build())
        .setThreadFactory(WebhookClient::daemon)
        .setIoReactorExceptionCallback(this::fault)
        .setHttp1Config(
            Http1Config.custom().setMaxLineLength(MAX_LINE).setMaxHeaderCount(MAX_HEADERS).build())
        .addExecInterceptorFirst(
            "runtime",
            (request, body, scope, chain, callback) -> {
              scope.clientContext.setAttribute(RUNTIME, scope.execRuntime);
              chain.proceed(request, body, scope, callback);
            })
        .evictExpiredConnections()
        .evictIdleConnections(LONGEST_IDLE)
        .disableAuthCaching()
        .disableAutomaticRetries()
        .disableConnectionState()
        .disableCookieManagement()
        .disableRedirectHandling();
  }

  private static HttpRoute route(HttpHost host) {
    HttpHost withPort = RoutingSupport.normalize(host, DefaultSchemePortResolver.INSTANCE);
    return new HttpRoute(withPort, null, host.getSchemeName().equals("https"));
  }

  /** At the end the I/O thread may stumble over what is closed before its eyes. */
  private synchronized void fault(Exception e) {
    LOG.atLevel(isClosed ? Level.DEBUG : Level.ERROR)
        .setCause(e)
        .log("A fault in the webhooks' I/O thread");
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "webhook-io");
    thread.setDaemon(true);
    return thread;
  }

  /**
   * Sends a request. Where a kept connection turns out to be closed, as can happen at any time, the
   * request goes once more over the next: {@code webhook-id} lets the receiver see that.
   *
   * @param timeout from now to the last byte of the answer; the client's own would each cover but a
   *     part of that
   * @param maxAnswer the largest body of an answer, in bytes
   */
  CompletableFuture<WebhookAnswer> send(WebhookRequest request, Duration timeout, int maxAnswer) {
    Call call = new Call(request, timeout, maxAnswer);
    Future<?> deadline = timer.schedule(call::giveUp, timeout.toNanos(), TimeUnit.NANOSECONDS);
    call.begin();
    return call.answer.whenComplete((answer, failure) -> deadline.cancel(false));
  }

  /** What is under way at the end has no answer. */
  @Override
  public synchronized void close() {
    isClosed = true;
    if (client != null) {
      client.close(CloseMode.IMMEDIATE);
    }
  }

  /** One request, over as many connections as it takes to find one that is open. */
  private final class Call implements FutureCallback<WebhookAnswer> {
    private final WebhookRequest request;
    private final RequestConfig config;
    private final int maxAnswer;
    private final CompletableFuture<WebhookAnswer> answer = new CompletableFuture<>();
    private final AtomicInteger retries = new AtomicInteger();
    private volatile HttpClientContext context = HttpClientContext.create();
    private volatile @Nullable AnswerCollector collector;
    private volatile @Nullable Future<?> exchange;

    Call(WebhookRequest request, Duration timeout, int maxAnswer) {
      this.request = request;
      this.config =
          RequestConfig.copy(REQUESTS)
              .setResponseTimeout(Timeout.of(timeout.plus(LAST_RESORT)))
              .build();
      this.maxAnswer = maxAnswer;
    }

    void begin() {
      BasicHttpRequest head =
          new BasicHttpRequest(request.method(), request.host(), request.target());
      head.setAuthority(new URIAuthority(request.host()));
      request.headers().forEach(head::addHeader);
      BasicAsyncEntityProducer body =
          request.contentType().isEmpty()
              ? null
              : new BasicAsyncEntityProducer(
                  request.body().bytes(), ContentType.parse(request.contentType()));
      AnswerCollector collector = new AnswerCollector(maxAnswer, answer::isDone, clock);
      this.collector = collector;
      context = HttpClientContext.create();
      context.setRequestConfig(config);
      exchange =
          client()
              .execute(
                  request.host(),
                  new BasicRequestProducer(head, body),
                  collector,
                  null,
                  context,
                  this);
      if (answer.isDone()) {
        cancelExchange();
      }
    }

    void giveUp() {
      if (answer.complete(new WebhookAnswer.NoAnswer())) {
        cancelExchange();
      }
    }

    /** Cancelling alone leaves a kept connection open, and taken for ever. */
    private void cancelExchange() {
      Future<?> current = exchange;
      if (current != null) {
        current.cancel(true);
      }
      if (context.getAttribute(RUNTIME) instanceof AsyncExecRuntime runtime) {
        runtime.discardEndpoint();
      }
    }

    @Override
    public void completed(WebhookAnswer result) {
      answer.complete(result);
    }

    @Override
    public void failed(Exception e) {
      AnswerCollector current = collector;
      boolean begun = current != null && current.hasBegun();
      if (!begun
          && !answer.isDone()
          && isStale(e)
          && retries.incrementAndGet() <= maxConnections.getOrDefault(request.host(), 1)) {
        begin();
      } else {
        answer.complete(Failures.answer(e));
      }
    }

    /** Whether it was a kept connection that was closed, before the request went out or after. */
    private boolean isStale(Exception e) {
      EndpointDetails details = context.getEndpointDetails();
      if (details == null) {
        return e instanceof ConnectionClosedException;
      }
      boolean wasUsed = details.getRequestCount() > 1 || details.getResponseCount() > 0;
      return wasUsed && Failures.isBrokenConnection(e);
    }

    @Override
    public void cancelled() {
      answer.complete(new WebhookAnswer.NoAnswer());
    }
  }
}
