package org.stanzagate.client;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.apache.hc.core5.concurrent.FutureCallback;
import org.apache.hc.core5.http.EntityDetails;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.HttpVersion;
import org.apache.hc.core5.http.ProtocolException;
import org.apache.hc.core5.http.nio.AsyncResponseConsumer;
import org.apache.hc.core5.http.nio.CapacityChannel;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.jspecify.annotations.Nullable;

/** Collects an answer, up to its limit. For the I/O thread. */
final class AnswerCollector implements AsyncResponseConsumer<WebhookAnswer> {
  private final int maxBody;
  private final BooleanSupplier isTooLate;
  private final Clock clock;
  private final ByteArrayOutputStream body = new ByteArrayOutputStream(0);
  private long announced = -1;
  private volatile @Nullable HttpResponse head;
  private volatile @Nullable FutureCallback<WebhookAnswer> callback;

  /**
   * @param isTooLate whether nobody waits for the answer any more
   */
  AnswerCollector(int maxBody, BooleanSupplier isTooLate, Clock clock) {
    this.maxBody = maxBody;
    this.isTooLate = isTooLate;
    this.clock = clock;
  }

  /** Whether any of the answer has come. */
  boolean hasBegun() {
    return head != null;
  }

  @Override
  public void consumeResponse(
      HttpResponse response,
      @Nullable EntityDetails entity,
      HttpContext context,
      FutureCallback<WebhookAnswer> resultCallback)
      throws TooLongException, ProtocolException {
    head = response;
    if (entity == null) {
      resultCallback.completed(answer(response));
      return;
    }
    announced = length(response, entity);
    if (announced > maxBody) {
      throw new TooLongException(maxBody);
    }
    callback = resultCallback;
  }

  /** What is to come; negative if that isn't said. The client looks at it only for HTTP/1.1. */
  private static long length(HttpResponse response, EntityDetails entity) throws ProtocolException {
    @Nullable String header = value(response.getFirstHeader("Content-Length"));
    if (header == null || response.getVersion().lessEquals(HttpVersion.HTTP_1_1)) {
      return entity.getContentLength();
    }
    if (!header.matches("[0-9]{1,18}")) {
      throw new ProtocolException("its Content-Length is no number");
    }
    return Long.parseLong(header);
  }

  @Override
  public void informationResponse(HttpResponse response, HttpContext context) {
    // 100 to 199 announce the answer, and say nothing that we could use.
  }

  @Override
  public void updateCapacity(CapacityChannel capacity) throws IOException {
    capacity.update(Integer.MAX_VALUE);
  }

  @Override
  public void consume(ByteBuffer part) throws IOException {
    if (isTooLate.getAsBoolean()) {
      throw new InterruptedIOException("the answer is too late");
    }
    if (body.size() + part.remaining() > maxBody) {
      throw new TooLongException(maxBody);
    }
    byte[] bytes = new byte[part.remaining()];
    part.get(bytes);
    body.writeBytes(bytes);
  }

  @Override
  public void streamEnd(@Nullable List<? extends Header> trailers) throws ProtocolException {
    if (announced >= 0 && announced != body.size()) { // RFC 9113 section 8.1.1
      throw new ProtocolException("its length is not what Content-Length says");
    }
    Objects.requireNonNull(callback).completed(answer(Objects.requireNonNull(head)));
  }

  private WebhookAnswer answer(HttpResponse response) {
    return new WebhookAnswer.Answered(
        response.getCode(),
        value(response.getFirstHeader("Content-Type")),
        value(response.getFirstHeader("Accept")),
        "later".equalsIgnoreCase(value(response.getFirstHeader("Stanza-Reply"))),
        retryAfter(response.getHeaders("Retry-After")),
        new Content(body.toByteArray()));
  }

  private static @Nullable String value(@Nullable Header header) {
    return header == null ? null : header.getValue();
  }

  /** Where it is there twice, nobody can say which is meant. */
  private @Nullable Duration retryAfter(Header[] headers) {
    return headers.length == 1
        ? RetryAfter.parse(headers[0].getValue(), clock.instant()).orElse(null)
        : null;
  }

  @Override
  public void failed(Exception cause) {
    // The caller of the exchange is told of it by its own callback.
  }

  @Override
  public void releaseResources() {
    callback = null;
  }

  /** The answer is longer than what is taken. */
  static final class TooLongException extends IOException {
    private static final long serialVersionUID = 1L;

    TooLongException(int limit) {
      super("the answer is longer than max_response, " + limit + " bytes");
    }
  }
}
