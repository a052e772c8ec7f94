package org.stanzagate.listener;

import io.undertow.io.Receiver;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Reads the body of a request, up to a size and for a time. Takes no more memory than has arrived,
 * whatever {@code Content-Length} claims. I/O thread only; holds none while it waits.
 */
public final class BodyReader {
  /** What is still read of a body that was refused, so that the client comes to see why. */
  static final long MAX_DRAIN = 4 * 1024 * 1024;

  private final Failures failures;
  private final int limit;
  private final String remedy;
  private final Duration time;

  /**
   * @param remedy what to do about a body that is larger than that many bytes
   */
  BodyReader(Failures failures, int limit, String remedy, Duration time) {
    this.failures = failures;
    this.limit = limit;
    this.remedy = remedy;
    this.time = time;
  }

  /** What is done with a body; what it throws becomes the answer. */
  @FunctionalInterface
  public interface BodyHandler {
    void handle(HttpServerExchange exchange, byte[] body) throws Exception;
  }

  /**
   * Hands over the whole body, at once or later, and without its content coding: the limit holds
   * for what is sent, and for what becomes of that.
   *
   * @throws HttpException if its length is known to be too large, or its coding not taken
   */
  public void read(HttpServerExchange exchange, BodyHandler then) throws HttpException {
    RequestCoding coding = RequestCoding.of(exchange);
    long length = exchange.getRequestContentLength();
    if (length > limit) {
      Failure failure = tooLarge();
      throw new HttpException(length > MAX_DRAIN ? failure.closing() : failure);
    }
    if (length < 0 && exchange.getRequestHeaders().contains(Headers.TRANSFER_ENCODING)) {
      Meter.of(exchange).expectBody(Math.max(MAX_DRAIN, 2L * limit));
    }
    new Reading(exchange, coding, then).start();
  }

  private Failure tooLarge() {
    return Failure.tooLarge("the body is larger than " + limit + " bytes; " + remedy);
  }

  private final class Reading implements Receiver.PartialBytesCallback, Receiver.ErrorCallback {
    private final HttpServerExchange exchange;
    private final RequestCoding coding;
    private final BodyHandler then;
    private final Receiver receiver;
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private boolean over;
    private @Nullable Deadline deadline;

    Reading(HttpServerExchange exchange, RequestCoding coding, BodyHandler then) {
      this.exchange = exchange;
      this.coding = coding;
      this.then = then;
      this.receiver = exchange.getRequestReceiver();
    }

    void start() {
      receiver.receivePartialBytes(this, this);
      if (!over) {
        deadline = Deadline.in(time, exchange, this::tooSlow);
      }
    }

    @Override
    public void handle(HttpServerExchange exchange, byte[] part, boolean last) {
      failures.run(
          exchange,
          reading -> {
            body.writeBytes(part);
            if (body.size() > limit) {
              stop();
              throw new HttpException(tooLarge());
            }
            if (last) {
              end();
              then.handle(
                  reading, coding.decode(body.toByteArray(), limit, BodyReader.this::tooLarge));
            }
          });
    }

    @Override
    public void error(HttpServerExchange exchange, IOException e) {
      end();
      failures.run(
          exchange,
          reading -> {
            throw new HttpException(
                Failure.badRequest("the body breaks off, or its chunks are malformed").closing());
          });
    }

    private void tooSlow() {
      stop();
      failures.resume(
          exchange,
          reading -> {
            throw new HttpException(Failure.tooSlow(time));
          });
    }

    private void stop() {
      end();
      receiver.pause();
    }

    private void end() {
      over = true;
      if (deadline != null) {
        deadline.met();
      }
    }
  }
}
