package org.stanzagate.client;

import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.ChainElement;
import org.apache.hc.client5.http.impl.async.CloseableHttpAsyncClient;
import org.apache.hc.client5.http.impl.async.HttpAsyncClientBuilder;
import org.apache.hc.client5.http.impl.async.HttpAsyncClients;
import org.apache.hc.core5.http.EntityDetails;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.http2.config.H2Config;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.reactor.IOReactorConfig;
import org.apache.hc.core5.util.TimeValue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Sends requests to webhooks and collects their answers, in one I/O thread for all. {@code http:}
 * is HTTP/1.1, {@code https:} is HTTP/2 where the receiver has it; redirects, cookies and
 * compression are left alone. Safe in any thread; the futures never fail, and complete in the I/O
 * thread, which must not be held up.
 */
public final class WebhookClient implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(WebhookClient.class);

  /** Beyond it a connection is more likely to be closed by the other side than to be of use. */
  private static final TimeValue LONGEST_IDLE = TimeValue.ofSeconds(60);

  /** A request of up to so many bytes goes out whole, not its head first and its body after it. */
  private static final int ONE_WRITE = 16 * 1024;

  private static final int MAX_LINE = 16 * 1024;
  private static final int MAX_HEADERS = 200;

  /** By the timeout: there are few of those, and many requests. */
  private final Map<Duration, RequestConfig> configs = new ConcurrentHashMap<>();

  private volatile Map<Receiver, Integer> maxConnections;
  private final ScheduledExecutorService timer;
  private final Clock clock;
  private @Nullable CloseableHttpAsyncClient client;
  private @Nullable Connections connections;
  private boolean isClosed;

  /**
   * @param maxConnections how many there may be to a receiver at once
   * @param timer must drop cancelled tasks at once
   * @param clock tells how far a date in an answer is away
   */
  public WebhookClient(
      Map<Receiver, Integer> maxConnections, ScheduledExecutorService timer, Clock clock) {
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

  /** From now on there may be so many connections to a receiver at once. */
  public synchronized void allow(Map<Receiver, Integer> maxConnections) {
    this.maxConnections = Map.copyOf(maxConnections);
    configs.clear(); // those of callbacks that are gone with the rest
    if (connections != null) {
      connections.limit(maxConnections);
    }
  }

  private HttpAsyncClientBuilder builder() {
    Connections connections = new Connections(new Trust());
    connections.limit(maxConnections);
    this.connections = connections;
    return HttpAsyncClients.custom()
        .setConnectionManager(connections)
        .setRoutePlanner((host, context) -> Connections.route(Call.of(context).receiver()))
        .setIOReactorConfig(
            IOReactorConfig.custom().setIoThreadCount(1).setTcpNoDelay(true).build())
        .setIoSessionDecorator(HeadWatch::new)
        .setThreadFactory(WebhookClient::daemon)
        .setIoReactorExceptionCallback(this::fault)
        .setHttp1Config(
            Http1Config.custom()
                .setMaxLineLength(MAX_LINE)
                .setMaxHeaderCount(MAX_HEADERS)
                .setChunkSizeHint(ONE_WRITE)
                .build())
        .setH2Config(H2Config.custom().setPushEnabled(false).setMaxHeaderListSize(MAX_LINE).build())
        .addRequestInterceptorLast(WebhookClient::announceLength)
        // Its place is that of the client's own authentication, which there is none of here: the
        // request has its scheme and authority, and a 401 is an answer as any other.
        .replaceExecInterceptor(
            ChainElement.PROTOCOL.name(),
            (request, body, scope, chain, callback) -> {
              Call.of(scope.clientContext).holds(scope.execRuntime);
              chain.proceed(request, body, scope, callback);
            })
        .evictExpiredConnections()
        .evictIdleConnections(LONGEST_IDLE)
        .disableAutomaticRetries()
        .disableConnectionState()
        .disableContentCompression()
        .disableCookieManagement()
        .disableRedirectHandling();
  }

  /** HTTP/2 can do without, but receivers count on it. */
  private static void announceLength(
      HttpRequest request, @Nullable EntityDetails body, HttpContext context) {
    if (body != null && !request.containsHeader(HttpHeaders.CONTENT_LENGTH)) {
      request.addHeader(HttpHeaders.CONTENT_LENGTH, Long.toString(body.getContentLength()));
    }
  }

  /** At the end the I/O thread may stumble over what is closed before its eyes. */
  private synchronized void fault(Exception e) {
    LOG.atLevel(isClosed ? Level.DEBUG : Level.ERROR)
        .setCause(e)
        .log("A fault in the webhooks' I/O thread: please report this");
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
  public CompletableFuture<WebhookAnswer> send(
      WebhookRequest request, Duration timeout, int maxAnswer) {
    int maxRetries = maxConnections.getOrDefault(request.receiver(), 1);
    RequestConfig config = configs.computeIfAbsent(timeout, Call::config);
    Call call = new Call(request, config, maxAnswer, maxRetries, this::client, clock);
    Future<?> deadline = timer.schedule(call::giveUp, timeout.toNanos(), TimeUnit.NANOSECONDS);
    call.begin();
    return call.answer().whenComplete((answer, failure) -> deadline.cancel(false));
  }

  /** What is under way at the end has no answer. */
  @Override
  public synchronized void close() {
    isClosed = true;
    if (client != null) {
      client.close(CloseMode.IMMEDIATE);
    }
  }
}
