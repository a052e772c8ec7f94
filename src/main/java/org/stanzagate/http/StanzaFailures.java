package org.stanzagate.http;

import io.undertow.server.HttpServerExchange;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.stanzagate.codec.DecodeException;
import org.stanzagate.codec.ErrorBody;
import org.stanzagate.codec.StanzaCodec;
import org.stanzagate.listener.Failure;
import org.stanzagate.listener.FailureWriter;
import org.stanzagate.stanza.StanzaException;

/** Failures as stanza errors, in the type that the answer would have had. Safe in any thread. */
final class StanzaFailures implements FailureWriter {
  private final Negotiation negotiation;

  StanzaFailures(Negotiation negotiation) {
    this.negotiation = negotiation;
  }

  @Override
  public Optional<Failure> meaning(Throwable thrown) {
    if (thrown instanceof DecodeException e) {
      return Optional.of(Failure.badRequest(String.valueOf(e.getMessage())));
    }
    if (thrown instanceof StanzaException e) {
      return Optional.of(Failure.unprocessable(e.condition(), String.valueOf(e.getMessage())));
    }
    return Optional.empty();
  }

  @Override
  public String contentType(@Nullable HttpServerExchange exchange) {
    return codec(exchange).contentType();
  }

  @Override
  public byte[] body(Failure failure, @Nullable HttpServerExchange exchange) {
    return codec(exchange)
        .encode(
            new ErrorBody(failure.status(), failure.type(), failure.condition(), failure.text()));
  }

  private StanzaCodec codec(@Nullable HttpServerExchange exchange) {
    return exchange == null ? negotiation.usual() : negotiation.forAnswer(exchange);
  }
}
