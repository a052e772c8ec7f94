package org.stanzagate.http;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderValues;
import io.undertow.util.HttpString;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.stanzagate.listener.Failure;
import org.stanzagate.listener.HttpException;

/**
 * What a client calls one request, however often it sends it (draft-ietf-httpapi-idempotency-key).
 *
 * @param caller whose it is: others may use the same key
 */
record IdempotencyKey(String caller, String value) {
  private static final HttpString HEADER = new HttpString("Idempotency-Key");
  private static final int LONGEST = 255;

  /** A string of RFC 8941 (section 3.3.3), or the same without quotes where it needs none. */
  private static final Pattern FORM =
      Pattern.compile(
          "\"(?<quoted>(?:[ !#-\\[\\]-~]|\\\\[\"\\\\])+)\"|(?<bare>[!#-+\\--:<-\\[\\]-~]+)");

  /**
   * That of a request. None where the caller is anybody: one could get the answer to another.
   *
   * @throws HttpException if it can't be one; says how it is written
   */
  static Optional<IdempotencyKey> of(HttpServerExchange exchange) throws HttpException {
    HeaderValues given = exchange.getRequestHeaders().get(HEADER);
    Caller caller = Caller.of(exchange);
    if (given == null || caller.isAnonymous()) {
      return Optional.empty();
    }
    Matcher form = FORM.matcher(given.getFirst());
    if (given.size() == 1 && form.matches()) {
      String quoted = form.group("quoted");
      String value = quoted == null ? form.group("bare") : quoted.replaceAll("\\\\(.)", "$1");
      if (value.length() <= LONGEST) {
        return Optional.of(new IdempotencyKey(caller.name(), value));
      }
    }
    throw new HttpException(
        Failure.badRequest(
            "Idempotency-Key is given once, as a string of at most "
                + LONGEST
                + " visible ASCII characters in double quotes, such as"
                + " \"8e03978e-40d5-43dd-bc93-6894a57f9324\""));
  }

  /** The memory that it takes, about, in bytes. */
  int size() {
    return caller.length() + value.length();
  }
}
