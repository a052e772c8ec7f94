package org.stanzagate.http;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.AttachmentKey;
import io.undertow.util.Headers;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.stanzagate.listener.Answers;
import org.stanzagate.listener.BodyReader;
import org.stanzagate.listener.FailureWriter;
import org.stanzagate.listener.HttpException;
import org.stanzagate.listener.Waiting;

/**
 * Sees to it that a request with an {@code Idempotency-Key} sends once, however often it comes. A
 * repeated one gets the first answer; if that one's client has left meanwhile, what it waited for
 * is still waited for, since that is what the repetition will ask for. I/O thread only.
 */
final class Idempotency {
  private static final AttachmentKey<Attempt> ATTEMPT = AttachmentKey.create(Attempt.class);

  private final FirstAnswers memory;
  private final BodyReader bodies;
  private final Waiting waiting;
  private final FailureWriter failures;
  private final Answers answers;

  Idempotency(
      FirstAnswers memory,
      BodyReader bodies,
      Waiting waiting,
      FailureWriter failures,
      Answers answers) {
    this.memory = memory;
    this.bodies = bodies;
    this.waiting = waiting;
    this.failures = failures;
    this.answers = answers;
  }

  /** Makes an answer of what became of a stanza; what it throws is one too. */
  @FunctionalInterface
  interface Outcome<T> {
    Answer answer(HttpServerExchange exchange, T value) throws HttpException;
  }

  /** A request with a key that nobody has used before. */
  private static final class Attempt {
    final IdempotencyKey key;

    /** Whether there is somebody to say how it ends. */
    boolean waits;

    Attempt(IdempotencyKey key) {
      this.key = key;
    }
  }

  /** Reads the body of a request that is to send, and hands it over unless it came before. */
  void read(HttpServerExchange exchange, BodyReader.BodyHandler then) throws HttpException {
    Optional<IdempotencyKey> key = IdempotencyKey.of(exchange);
    if (key.isEmpty()) {
      bodies.read(exchange, then);
    } else {
      bodies.read(exchange, (reading, body) -> attempt(reading, body, key.get(), then));
    }
  }

  private void attempt(
      HttpServerExchange exchange, byte[] body, IdempotencyKey key, BodyReader.BodyHandler then)
      throws Exception {
    Optional<Answer> first = memory.begin(key, fingerprint(exchange, body));
    if (first.isPresent()) {
      first.get().write(exchange, answers);
      return;
    }
    Attempt attempt = new Attempt(key);
    exchange.putAttachment(ATTEMPT, attempt);
    try {
      then.handle(exchange, body);
    } finally {
      if (!attempt.waits) {
        memory.forget(key);
      }
    }
  }

  /**
   * Answers once it is known what became of a stanza. To be the last that a handler does.
   *
   * @param future is cancelled where the client leaves, unless the request has a key
   */
  <T> void await(HttpServerExchange exchange, CompletableFuture<T> future, Outcome<T> outcome) {
    Attempt attempt = exchange.getAttachment(ATTEMPT);
    if (attempt == null) {
      waiting.await(
          exchange,
          future,
          (waited, value) -> outcome.answer(waited, value).write(waited, answers));
      return;
    }
    attempt.waits = true;
    CompletableFuture<Answer> answer =
        future
            .thenApplyAsync(value -> answer(exchange, value, outcome), exchange.getIoThread())
            .whenComplete((given, thrown) -> end(exchange, attempt.key, given));
    // Of the copy nothing but the copy is cancelled.
    waiting.await(exchange, answer.copy(), (waited, given) -> given.write(waited, answers));
  }

  private <T> Answer answer(HttpServerExchange exchange, T value, Outcome<T> outcome) {
    try {
      return outcome.answer(exchange, value);
    } catch (HttpException e) {
      return Answer.of(e.failure(), failures, exchange);
    }
  }

  private void end(HttpServerExchange exchange, IdempotencyKey key, @Nullable Answer given) {
    if (given != null && given.tellsThatItWasSent()) {
      memory.remember(key, StanzaIds.keep(exchange, given));
    } else {
      memory.forget(key);
    }
  }

  /** Two requests with the same are the same, whatever else their heads say. */
  private static String fingerprint(HttpServerExchange exchange, byte[] body) {
    String head =
        String.join(
            "\n",
            exchange.getRequestMethod().toString(),
            exchange.getRequestURI(),
            exchange.getQueryString(),
            String.valueOf(exchange.getRequestHeaders().getFirst(Headers.CONTENT_TYPE)),
            "");
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(head.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest.digest(body));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
