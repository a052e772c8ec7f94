package org.stanzagate.it;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * A request, written as its bytes. It has a Host and the right token unless they are replaced or
 * left out, and the length of its body unless it has a framing of its own.
 *
 * @param target the request target, as it stands in the request line
 */
record RawRequest(String method, String target, List<String> headers, String body) {
  private static final String HOST = "Host: localhost";

  RawRequest {
    headers = List.copyOf(headers);
  }

  static RawRequest of(String method, String target) {
    return new RawRequest(
        method, target, List.of(HOST, "Authorization: Bearer " + GatewaySettings.TOKEN), "");
  }

  static RawRequest get(String target) {
    return of("GET", target);
  }

  /** A POST to {@code /rest}. */
  static RawRequest post(String type, String body) {
    return postTo("/rest", type, body);
  }

  static RawRequest postTo(String target, String type, String body) {
    return of("POST", target).with("Content-Type: " + type).withBody(body);
  }

  static RawRequest xml(String stanza) {
    return post(GatewayProcess.XML, stanza);
  }

  static RawRequest json(String stanza) {
    return post(GatewayProcess.JSON, stanza);
  }

  /** With another header line. */
  RawRequest with(String header) {
    List<String> more = new ArrayList<>(headers);
    more.add(header);
    return new RawRequest(method, target, more, body);
  }

  /** Without the headers of a name. */
  RawRequest without(String name) {
    return new RawRequest(
        method, target, headers.stream().filter(line -> !isNamed(line, name)).toList(), body);
  }

  RawRequest withBody(String other) {
    return new RawRequest(method, target, headers, other);
  }

  private static boolean isNamed(String line, String name) {
    return line.regionMatches(true, 0, name + ":", 0, name.length() + 1);
  }

  private boolean isFramed() {
    return headers.stream()
        .anyMatch(line -> isNamed(line, "Content-Length") || isNamed(line, "Transfer-Encoding"));
  }

  /** The request line and the headers. */
  String head() {
    StringBuilder head = new StringBuilder();
    head.append(method).append(' ').append(target).append(" HTTP/1.1\r\n");
    headers.forEach(line -> head.append(line).append("\r\n"));
    if (!isFramed() && !(method.equals("GET") && body.isEmpty())) {
      head.append("Content-Length: ").append(body.getBytes(UTF_8).length).append("\r\n");
    }
    return head.append("\r\n").toString();
  }

  byte[] bytes() {
    return (head() + body).getBytes(UTF_8);
  }

  /** The same with a body that isn't text. */
  byte[] bytes(byte[] otherBody) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(with("Content-Length: " + otherBody.length).head().getBytes(UTF_8));
    all.writeBytes(otherBody);
    return all.toByteArray();
  }
}
