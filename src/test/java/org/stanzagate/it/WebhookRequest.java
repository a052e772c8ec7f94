package org.stanzagate.it;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A request as it came over the wire. Immutable. */
final class WebhookRequest {
  private final int connection;
  private final List<String> head;
  private final byte[] body;

  private WebhookRequest(int connection, List<String> head, byte[] body) {
    this.connection = connection;
    this.head = List.copyOf(head);
    this.body = body;
  }

  /**
   * Reads one to its end.
   *
   * @param connection the number of the connection that it comes on
   * @return empty if the other side has closed, and nothing more is to come
   */
  static Optional<WebhookRequest> read(int connection, InputStream in) throws IOException {
    List<String> head = new ArrayList<>();
    Optional<String> line = line(in);
    if (line.isEmpty()) {
      return Optional.empty();
    }
    while (!line.orElseThrow(EOFException::new).isEmpty()) {
      head.add(line.get());
      line = line(in);
    }
    WebhookRequest bodiless = new WebhookRequest(connection, head, new byte[0]);
    int length = bodiless.header("Content-Length").map(Integer::parseInt).orElse(0);
    byte[] body = in.readNBytes(length);
    if (body.length < length) {
      throw new EOFException("the gateway has sent a part of the body only");
    }
    return Optional.of(new WebhookRequest(connection, head, body));
  }

  /** The header's bytes are kept one to one; lines end with CRLF and with nothing else. */
  private static Optional<String> line(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int octet = in.read(); octet >= 0; octet = in.read()) {
      line.write(octet);
      String text = line.toString(StandardCharsets.ISO_8859_1);
      if (octet == '\n' && text.endsWith("\r\n")) {
        return Optional.of(text.substring(0, text.length() - 2));
      }
    }
    if (line.size() > 0) {
      throw new EOFException("the gateway has sent a part of a line only");
    }
    return Optional.empty();
  }

  /** The number of the connection it came on. */
  int connection() {
    return connection;
  }

  /** The request line. */
  String line() {
    return head.get(0);
  }

  String method() {
    return line().split(" ", 3)[0];
  }

  /** Path and query, as they were sent. */
  String target() {
    return line().split(" ", 3)[1];
  }

  /** Names and values in their order. */
  List<String> headers() {
    return head.subList(1, head.size());
  }

  /** The values of a header that may be there several times. */
  List<String> headers(String name) {
    return headers().stream()
        .filter(line -> line.regionMatches(true, 0, name + ":", 0, name.length() + 1))
        .map(line -> line.substring(name.length() + 1).strip())
        .toList();
  }

  /** The one value of a header. */
  Optional<String> header(String name) {
    List<String> values = headers(name);
    if (values.size() > 1) {
      throw new IllegalStateException(name + " is there more than once: " + headers());
    }
    return values.stream().findFirst();
  }

  byte[] bytes() {
    return body.clone();
  }

  /** The body; fails if it isn't UTF-8. */
  String text() {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
    } catch (CharacterCodingException e) {
      throw new IllegalStateException("the body is no UTF-8", e);
    }
  }

  /** Whether the body holds that. */
  boolean mentions(String text) {
    return text().contains(text);
  }

  @Override
  public String toString() {
    return head + " " + new String(body, StandardCharsets.UTF_8);
  }
}
