package org.stanzagate.listener;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * An answer that says no (RFC 9110 section 15), with the stanza error that it is (RFC 6120 section
 * 8.3).
 *
 * @param type the error type of RFC 6120 section 8.3.2
 * @param condition a defined condition
 * @param text what to do about it, for the one who asked
 * @param headers further headers of the answer
 */
public record Failure(
    int status, String type, String condition, String text, Map<String, String> headers) {
  public Failure {
    headers = Map.copyOf(headers);
  }

  private Failure(int status, String type, String condition, String text) {
    this(status, type, condition, text, Map.of());
  }

  public static Failure badRequest(String text) {
    return new Failure(400, "modify", "bad-request", text);
  }

  static Failure badChunks() {
    return badRequest(
            "the chunks of the body are malformed; send them as RFC 9112 section 7.1 has it, or a"
                + " Content-Length")
        .closing();
  }

  static Failure chunkTooLarge(long limit) {
    return tooLarge("a chunk of the body is larger than " + limit + " bytes; send less").closing();
  }

  public static Failure unauthorized(String realm) {
    return new Failure(
            401,
            "auth",
            "not-authorized",
            "give the credentials of this gateway: Authorization: Bearer TOKEN, or Basic")
        .with("WWW-Authenticate", "Bearer realm=\"" + realm + "\", Basic realm=\"" + realm + "\"");
  }

  public static Failure forbidden(String text) {
    return new Failure(403, "auth", "forbidden", text);
  }

  public static Failure notFound(String text) {
    return new Failure(404, "cancel", "item-not-found", text);
  }

  public static Failure methodNotAllowed(String method, String allow) {
    return new Failure(405, "cancel", "not-allowed", method + " is not served here; use " + allow)
        .with("Allow", allow);
  }

  public static Failure tooSlow(Duration limit) {
    return new Failure(
            408,
            "wait",
            "remote-server-timeout",
            "the body did not arrive within " + limit.toSeconds() + " s; send it at once")
        .closing();
  }

  public static Failure conflict(String text) {
    return new Failure(409, "cancel", "conflict", text);
  }

  public static Failure tooLarge(String text) {
    return new Failure(413, "modify", "resource-constraint", text);
  }

  public static Failure targetTooLong(int limit) {
    return new Failure(
        414,
        "modify",
        "resource-constraint",
        "the request line is larger than " + limit + " bytes; put less into the URL");
  }

  public static Failure unsupportedType(String text, List<String> accepted) {
    return new Failure(415, "cancel", "feature-not-implemented", text)
        .with("Accept", String.join(", ", accepted));
  }

  static Failure unsupportedEncoding(String encoding) {
    return new Failure(
            415,
            "cancel",
            "feature-not-implemented",
            "Content-Encoding " + encoding + " is not taken; send the body as it is, or as gzip")
        .with("Accept-Encoding", "gzip");
  }

  public static Failure unknownExpectation(String expectation) {
    return new Failure(
        417,
        "modify",
        "bad-request",
        "Expect: " + expectation + " can't be met; 100-continue is the only one that can");
  }

  public static Failure unprocessable(String condition, String text) {
    return new Failure(422, "modify", condition, text);
  }

  public static Failure tooManyRequests(String text, Duration retryAfter) {
    return new Failure(429, "wait", "resource-constraint", text)
        .with("Retry-After", Long.toString(retryAfter.toSeconds()));
  }

  public static Failure headTooLarge(int limit) {
    return new Failure(
        431,
        "modify",
        "resource-constraint",
        "the request line and headers are larger than "
            + limit
            + " bytes together; send fewer headers, or smaller cookies");
  }

  public static Failure internal() {
    return new Failure(
        500, "wait", "internal-server-error", "a fault of the gateway; its log says more");
  }

  public static Failure unknownTransferCoding(String coding) {
    return new Failure(
            501,
            "cancel",
            "feature-not-implemented",
            "Transfer-Encoding " + coding + " is not taken; chunked is the only one that is")
        .closing();
  }

  public static Failure unreadableAnswer(String text) {
    return new Failure(502, "cancel", "undefined-condition", text);
  }

  public static Failure unavailable(String text, Duration retryAfter) {
    long seconds = Math.max(1, retryAfter.plusMillis(999).toSeconds());
    return new Failure(503, "wait", "service-unavailable", text)
        .with("Retry-After", Long.toString(seconds));
  }

  public static Failure noRoom() {
    return unavailable(
        "there is no memory left for further requests; try again later", Duration.ofSeconds(1));
  }

  public static Failure noAnswer(String text) {
    return new Failure(504, "wait", "remote-server-timeout", text);
  }

  public Failure with(String header, String value) {
    Map<String, String> all = new TreeMap<>(headers);
    all.put(header, value);
    return new Failure(status, type, condition, text, all);
  }

  /** The same, and the last on this connection: what follows on it can't be told apart. */
  public Failure closing() {
    return with("Connection", "close");
  }
}
