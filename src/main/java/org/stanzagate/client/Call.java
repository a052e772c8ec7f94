package org.stanzagate.client;

import java.time.Clock;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.apache.hc.client5.http.async.AsyncExecRuntime;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.async.CloseableHttpAsyncClient;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.concurrent.FutureCallback;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.message.BasicHeader;
import org.apache.hc.core5.http.message.BasicHttpRequest;
import org.apache.hc.core5.http.nio.entity.BasicAsyncEntityProducer;
import org.apache.hc.core5.http.nio.support.BasicRequestProducer;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.reactor.IOSession;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * One request, over as many connections as it takes to find one that is open. Safe in any thread.
 */
final class Call implements FutureCallback<WebhookAnswer> {
  /** Where a request's context keeps its call. */
  private static final String CALL = "stanzagate.call";

  /**
   * A connection that is not freed in time by its deadline is freed by silence, this much later.
   */
  private static final Duration LAST_RESORT = Duration.ofSeconds(1);

  private final WebhookRequest request;
  private final RequestConfig config;
  private final int maxAnswer;
  private final int maxRetries;
  private final Supplier<CloseableHttpAsyncClient> client;
  private final Clock clock;
  private final CompletableFuture<WebhookAnswer> answer = new CompletableFuture<>();
  private final AtomicInteger retries = new AtomicInteger();
  private volatile @Nullable AnswerCollector collector;
  private volatile @Nullable Future<?> exchange;
  private volatile @Nullable AsyncExecRuntime hold;
  private volatile boolean isNew;
  private volatile @Nullable IOSession connection;

  /**
   * @param config made by {@link #config} of the time there is
   * @param maxAnswer the largest body of an answer, in bytes
   * @param maxRetries how many connections may turn out to be closed before that is the answer
   */
  Call(
      WebhookRequest request,
      RequestConfig config,
      int maxAnswer,
      int maxRetries,
      Supplier<CloseableHttpAsyncClient> client,
      Clock clock) {
    this.request = request;
    this.config = config;
    this.maxAnswer = maxAnswer;
    this.maxRetries = maxRetries;
    this.client = client;
    this.clock = clock;
  }

  /** What a call with that much time until its deadline needs. */
  static RequestConfig config(Duration timeout) {
    return RequestConfig.custom()
        .setConnectionRequestTimeout(Timeout.DISABLED)
        .setProtocolUpgradeEnabled(false)
        .setExpectContinueEnabled(false)
        .setResponseTimeout(Timeout.of(timeout.plus(LAST_RESORT)))
        .build();
  }

  /** The call that the context is of. */
  static Call of(HttpContext context) {
    return (Call) Objects.requireNonNull(context.getAttribute(CALL));
  }

  Receiver receiver() {
    return request.receiver();
  }

  /** Never fails. */
  CompletableFuture<WebhookAnswer> answer() {
    return answer;
  }

  void begin() {
    BasicHttpRequest head =
        new BasicHttpRequest(request.method(), receiver().host(), request.target());
    request.headers().forEach(head::addHeader);
    BasicAsyncEntityProducer body = null;
    if (!request.contentType().isEmpty()) {
      // As it is: the producer would have it parsed and written anew.
      head.addHeader(new BasicHeader(HttpHeaders.CONTENT_TYPE, request.contentType()));
      body = new BasicAsyncEntityProducer(request.body().bytes(), null);
    }
    isNew = false;
    connection = null;
    AnswerCollector collector = new AnswerCollector(maxAnswer, answer::isDone, clock);
    this.collector = collector;
    HttpClientContext context = HttpClientContext.create();
    context.setRequestConfig(config);
    context.setAttribute(CALL, this);
    exchange =
        client
            .get()
            .execute(
                receiver().host(),
                new BasicRequestProducer(head, body),
                collector,
                null,
                context,
                this);
    if (answer.isDone()) {
      cancelExchange();
    }
  }

  /** It is to hold its connection by this. */
  void holds(AsyncExecRuntime hold) {
    this.hold = hold;
  }

  /** None of the kept connections is free for it, so it gets a new one. */
  void connects() {
    isNew = true;
  }

  /** It has its new connection, on which TLS may be about to begin. */
  void connected(IOSession connection) {
    this.connection = connection;
    if (answer.isDone()) {
      connection.close(CloseMode.IMMEDIATE);
    }
  }

  /** The time is over. */
  void giveUp() {
    if (answer.complete(new WebhookAnswer.NoAnswer())) {
      cancelExchange();
    }
  }

  /** Cancelling alone leaves a connection open that is kept, or in the handshake of TLS. */
  private void cancelExchange() {
    Future<?> current = exchange;
    if (current != null) {
      current.cancel(true);
    }
    AsyncExecRuntime held = hold;
    if (held != null) {
      held.discardEndpoint();
    }
    IOSession opened = connection;
    if (opened != null) {
      opened.close(CloseMode.IMMEDIATE);
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
    if (!begun && !answer.isDone() && isStale(e) && retries.incrementAndGet() <= maxRetries) {
      begin();
    } else {
      answer.complete(Failures.answer(e));
    }
  }

  /** Whether it was a kept connection that was closed, before the request went out or after. */
  private boolean isStale(Exception e) {
    return !isNew && Failures.isBrokenConnection(e);
  }

  @Override
  public void cancelled() {
    answer.complete(new WebhookAnswer.NoAnswer());
  }
}
