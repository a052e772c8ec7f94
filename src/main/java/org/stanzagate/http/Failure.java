package org.stanzagate.http;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.stanzagate.codec.DecodeException;
import org.stanzagate.codec.ErrorBody;
import org.stanzagate.stanza.StanzaException;

/**
 * An answer that says no (RFC 9110 section 15), with the stanza error that it is (RFC 6120 section
 * 8.3).
 *
 * @param type the error type of RFC 6120 section 8.3.2
 * @param condition a defined condition
 * @param text what to do about it, for the one who asked
 * @param headers further headers of the answer
 */
record Failure(
    int status, String type, String condition, String text, Map<String, String> headers) {
  Failure {
    headers = Map.copyOf(headers);
  }

  private Failure(int status, String type, String condition, String text) {
    this(status, type, condition, text, Map.of());
  }

  static Failure badRequest(String text) {
    return new Failure(400, "modify", "bad-request", text);
  }

  static Failure unauthorized(String realm) {
    return new Failure(
            401,
            "auth",
            "not-authorized",
            "give the credentials of this gateway: Authorization: Bearer TOKEN, or Basic")
        .with("WWW-Authenticate", "Bearer realm=\"" + realm + "\", Basic realm=\"" + realm + "\"");
  }

  static Failure forbidden(String text) {
    return new Failure(403, "auth", "forbidden", text);
  }

  static Failure notFound(String text) {
    return new Failure(404, "cancel", "item-not-found", text);
  }

  static Failure methodNotAllowed(String method, String allow) {
    return new Failure(405, "cancel", "not-allowed", method + " is not served here; use " + allow)
        .with("Allow", allow);
  }

  static Failure tooSlow(Duration limit) {
    return new Failure(
            408,
            "wait",
            "remote-server-timeout",
            "the body did not arrive within " + limit.toSeconds() + " s; send it at once")
        .closing();
  }

  static Failure alreadyWaiting(String text) {
    return new Failure(409, "cancel", "conflict", text);
  }

  static Failure tooLarge(String text) {
    return new Failure(413, "modify", "resource-constraint", text);
  }

  static Failure targetTooLong(int limit) {
    return new Failure(
        414,
        "modify",
        "resource-constraint",
        "the request line is larger than " + limit + " bytes; put less into the URL");
  }

  static Failure unsupportedType(String text, List<String> accepted) {
    return new Failure(415, "cancel", "feature-not-implemented", text)
        .with("Accept", String.join(", ", accepted));
  }

  static Failure unsupportedEncoding(String encoding) {
    return new Failure(
            415,
            "cancel",
            "feature-not-implemented",
            "Content-Encoding " + encoding + " is not taken; send the body as it is")
        .with("Accept-Encoding", "identity");
  }

  static Failure unknownExpectation(String expectation) {
    return new Failure(
        417,
        "modify",
        "bad-request",
        "Expect: " + expectation + " can't be met; 100-continue is the only one that can");
  }

  static Failure unprocessable(String condition, String text) {
    return new Failure(422, "modify", condition, text);
  }

  static Failure headTooLarge(int limit) {
    return new Failure(
        431,
        "modify",
        "resource-constraint",
        "the request line and headers are larger than "
            + limit
            + " bytes together; send fewer headers, or smaller cookies");
  }

  static Failure internal() {
    return new Failure(
        500, "wait", "internal-server-error", "a fault of the gateway; its log says more");
  }

  static Failure unknownTransferCoding(String coding) {
    return new Failure(
            501,
            "cancel",
            "feature-not-implemented",
            "Transfer-Encoding " + coding + " is not taken; chunked is the only one that is")
        .closing();
  }

  static Failure unreadableAnswer(String text) {
    return new Failure(502, "cancel", "undefined-condition", text);
  }

  static Failure unavailable(String text, Duration retryAfter) {
    long seconds = Math.max(1, retryAfter.plusMillis(999).toSeconds());
    return new Failure(503, "wait", "service-unavailable", text)
        .with("Retry-After", Long.toString(seconds));
  }

  static Failure noRoom() {
    return unavailable(
        "there is no memory left for further requests; try again later", Duration.ofSeconds(1));
  }

  static Failure noAnswer(String text) {
    return new Failure(504, "wait", "remote-server-timeout", text);
  }

  /** What an exception means to the one who asked. The only place that knows. */
  static Failure of(Throwable thrown) {
    if (thrown instanceof HttpException e) {
      return e.failure();
    }
    if (thrown instanceof DecodeException e) {
      return badRequest(String.valueOf(e.getMessage()));
    }
    if (thrown instanceof StanzaException e) {
      return unprocessable(e.condition(), String.valueOf(e.getMessage()));
    }
    return internal();
  }

  Failure with(String header, String value) {
    Map<String, String> all = new TreeMap<>(headers);
    all.put(header, value);
    return new Failure(status, type, condition, text, all);
  }

  /** The same, and the last on this connection: what follows on it can't be told apart. */
  Failure closing() {
    return with("Connection", "close");
  }

  ErrorBody body() {
    return new ErrorBody(status, type, condition, text);
  }
}
