package org.stanzagate.http;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.HttpString;
import java.util.Map;
import java.util.TreeMap;
import org.stanzagate.listener.Answers;
import org.stanzagate.listener.Failure;
import org.stanzagate.listener.FailureWriter;

/** An answer before it is written, so that it can be written more than once. Immutable. */
final class Answer {
  private final int status;
  private final Map<String, String> headers;
  private final String contentType;
  private final byte[] body;

  private Answer(int status, Map<String, String> headers, String contentType, byte[] body) {
    this.status = status;
    this.headers = Map.copyOf(headers);
    this.contentType = contentType;
    this.body = body;
  }

  static Answer empty(int status) {
    return new Answer(status, Map.of(), "", new byte[0]);
  }

  /**
   * @param body not to be changed afterwards
   */
  static Answer of(int status, String contentType, byte[] body) {
    return new Answer(status, Map.of(), contentType, body);
  }

  /** What says no to that request. */
  static Answer of(Failure failure, FailureWriter writer, HttpServerExchange exchange) {
    return new Answer(
        failure.status(),
        failure.headers(),
        writer.contentType(exchange),
        writer.body(failure, exchange));
  }

  Answer with(String header, String value) {
    Map<String, String> all = new TreeMap<>(headers);
    all.put(header, value);
    return new Answer(status, all, contentType, body);
  }

  /** Whether the stanza was written to the XMPP server, whatever became of it there. */
  boolean tellsThatItWasSent() {
    return status < 400 || status == 502 || status == 504;
  }

  /** The memory that it takes, about, in bytes. */
  int size() {
    int size = body.length;
    for (Map.Entry<String, String> header : headers.entrySet()) {
      size += header.getKey().length() + header.getValue().length();
    }
    return size;
  }

  /** I/O thread only. */
  void write(HttpServerExchange exchange, Answers answers) {
    headers.forEach(
        (name, value) -> exchange.getResponseHeaders().put(new HttpString(name), value));
    if (contentType.isEmpty()) {
      answers.empty(exchange, status);
    } else {
      answers.body(exchange, status, contentType, body);
    }
  }
}
