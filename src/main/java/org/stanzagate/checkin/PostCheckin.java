package org.stanzagate.checkin;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.stanzagate.listener.BodyReader;
import org.stanzagate.listener.Failure;
import org.stanzagate.listener.HttpException;
import org.stanzagate.listener.Waiting;

/** {@code POST} of a check-in, answered once it is on the disk. I/O thread only. */
final class PostCheckin implements HttpHandler {
  private static final Duration RETRY = Duration.ofSeconds(5);
  private static final Pattern JSON =
      Pattern.compile(
          "application/json[ \\t]*(?:;[ \\t]*(?:charset=\"?utf-8\"?)?[ \\t]*)*",
          Pattern.CASE_INSENSITIVE);

  private final CheckinReader reader = new CheckinReader();
  private final BodyReader bodies;
  private final Waiting waiting;
  private final CheckinAnswers answers;
  private final CheckinStore store;
  private final Runnable stored;

  /**
   * @param stored told that a new one is in the store
   */
  PostCheckin(
      BodyReader bodies,
      Waiting waiting,
      CheckinAnswers answers,
      CheckinStore store,
      Runnable stored) {
    this.bodies = bodies;
    this.waiting = waiting;
    this.answers = answers;
    this.store = store;
    this.stored = stored;
  }

  @Override
  public void handleRequest(HttpServerExchange exchange) throws HttpException {
    contentType(exchange);
    bodies.read(exchange, this::take);
  }

  private static void contentType(HttpServerExchange exchange) throws HttpException {
    HeaderValues given = exchange.getRequestHeaders().get(Headers.CONTENT_TYPE);
    if (given == null || given.size() != 1 || !JSON.matcher(given.getFirst().strip()).matches()) {
      throw new HttpException(
          Failure.unsupportedType(
              "a check-in is sent with Content-Type: application/json, in UTF-8",
              List.of("application/json")));
    }
  }

  private void take(HttpServerExchange exchange, byte[] body) {
    Checkin checkin;
    try {
      checkin = reader.read(body);
    } catch (InvalidCheckin e) {
      answers.invalid(exchange, e);
      return;
    }
    CompletableFuture<Boolean> put = store.put(checkin);
    // Apart from the answer, for whoever posted it may have left by then.
    var unused =
        put.thenAccept(
            isNew -> {
              if (isNew) {
                stored.run();
              }
            });
    waiting.await(exchange, put.handle(PostCheckin::outcome), this::answer);
  }

  /** Empty where it could not be stored. */
  private static Optional<Boolean> outcome(@Nullable Boolean isNew, @Nullable Throwable thrown) {
    if (thrown != null && !(thrown instanceof SQLException)) {
      throw new CompletionException(thrown);
    }
    return Optional.ofNullable(isNew);
  }

  private void answer(HttpServerExchange exchange, Optional<Boolean> isNew) throws HttpException {
    if (isNew.isEmpty()) {
      throw new HttpException(
          Failure.unavailable("the check-in can't be stored now; send it again", RETRY));
    }
    answers.status(exchange, isNew.get() ? 201 : 200, isNew.get() ? "created" : "known");
  }
}
