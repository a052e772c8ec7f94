package org.stanzagate.it;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.HexFormat;

/** A body that no friendly client posts. */
final class Hostile {
  private static final String FORM = "application/x-www-form-urlencoded";

  private final String name;
  private final String type;
  private final byte[] body;

  /**
   * As bytes.
   *
   * @param name what is wrong with it
   */
  Hostile(String name, String type, byte[] body) {
    this.name = name;
    this.type = type;
    this.body = body.clone();
  }

  String type() {
    return type;
  }

  byte[] body() {
    return body.clone();
  }

  static Hostile xml(String name, String body) {
    return new Hostile(name, GatewayProcess.XML, body.getBytes(UTF_8));
  }

  /** A message with that in it. */
  static Hostile inMessage(String name, String content) {
    return xml(name, "<message to='romeo@localhost'>" + content + "</message>");
  }

  static Hostile json(String name, String body) {
    return new Hostile(name, GatewayProcess.JSON, body.getBytes(UTF_8));
  }

  /** A message to somebody, with those members too. */
  static Hostile withMembers(String name, String members) {
    return json(name, "{\"kind\":\"message\",\"to\":\"romeo@localhost\"," + members + "}");
  }

  static Hostile form(String name, String body) {
    return new Hostile(name, FORM, body.getBytes(UTF_8));
  }

  /** Some text, in which {@code ~} stands for bytes in hexadecimal. */
  static Hostile bytes(String name, String type, String text, String hex) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    int place = text.indexOf('~');
    all.writeBytes(text.substring(0, place).getBytes(UTF_8));
    all.writeBytes(HexFormat.of().parseHex(hex));
    all.writeBytes(text.substring(place + 1).getBytes(UTF_8));
    return new Hostile(name, type, all.toByteArray());
  }

  /** The request that posts it. */
  byte[] request() {
    return RawRequest.post(type, "").bytes(body);
  }

  @Override
  public String toString() {
    return type + ": " + name;
  }
}
