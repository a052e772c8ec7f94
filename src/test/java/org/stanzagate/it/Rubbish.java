package org.stanzagate.it;

import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;

/** An answer with status 200 that no program should give. */
record Rubbish(String name, WebhookAnswer answer) {
  private static final String FORM = "application/x-www-form-urlencoded";
  private static final String MESSAGE = "<message type='chat'><body>zebra</body></message>";

  @Override
  public String toString() {
    return name;
  }

  private static Rubbish xml(String name, String body) {
    return new Rubbish(name, WebhookAnswer.xml(body));
  }

  private static Rubbish json(String name, String body) {
    return new Rubbish(name, WebhookAnswer.json(body));
  }

  private static Rubbish of(String name, String type, String body) {
    return new Rubbish(name, WebhookAnswer.of(200, type, body));
  }

  private static Rubbish bytes(String name, String type, int... octets) {
    byte[] body = new byte[octets.length];
    for (int i = 0; i < octets.length; i++) {
      body[i] = (byte) octets[i];
    }
    return new Rubbish(name, WebhookAnswer.of(200, type, body));
  }

  /** Holds no body, which is quite in order. */
  static Stream<Rubbish> accepted() {
    return Stream.of(
        new Rubbish("204", WebhookAnswer.status(204)),
        new Rubbish("200 without a body", WebhookAnswer.status(200)),
        new Rubbish("202 without a body", WebhookAnswer.status(202)),
        new Rubbish("205", WebhookAnswer.status(205)),
        of("an empty body of a type", WebhookAnswer.XML, ""),
        of("an empty text", WebhookAnswer.TEXT, ""));
  }

  /** Holds what is no stanza of the kind, for a message and for an iq. */
  static Stream<Rubbish> noted() {
    return Stream.of(
        of("HTML", "text/html", "<html><body>OK</body></html>"),
        of("HTML that is a message", "text/html", MESSAGE),
        of("a message without Content-Type", "", MESSAGE),
        of("a Content-Type that is none", ";;;", MESSAGE),
        of("a picture", "image/png", "\u0089PNG"),
        xml("another kind of stanza", "<presence/>"),
        json("another kind of stanza, in JSON", "{\"kind\":\"presence\",\"show\":\"away\"}"),
        json("a kind that is none", "{\"kind\":\"zebra\",\"body\":\"x\"}"),
        xml("two stanzas", MESSAGE + MESSAGE),
        xml("two stanzas in a frame", "<xmpp>" + MESSAGE + MESSAGE + "</xmpp>"),
        xml("an end that is missing", "<message><body>zebra</body>"),
        xml("text", "OK"),
        xml("a declaration", "<?xml version='1.0'?>" + MESSAGE),
        xml("a comment", "<!-- x -->" + MESSAGE),
        xml("a processing instruction", "<message><?x y?><body>zebra</body></message>"),
        xml(
            "a DOCTYPE",
            "<!DOCTYPE message [<!ENTITY z 'zebra'>]><message><body>&z;</body></message>"),
        xml(
            "a file of this machine",
            "<!DOCTYPE m [<!ENTITY z SYSTEM 'file:///etc/passwd'>]><message><body>&z;</body></message>"),
        xml("an entity", "<message><body>&nbsp;</body></message>"),
        xml("another namespace", "<message xmlns='urn:example:m'><body>zebra</body></message>"),
        xml("a prefix that nobody declared", "<message><p:x/></message>"),
        xml("another type", "<message type='zebra'><body>zebra</body></message>"),
        xml("an error without an error", "<message type='error'/>"),
        xml("text in the stanza itself", "<message>zebra</message>"),
        xml("an end of the stream", "</stream:stream>"),
        xml("more after the stanza", MESSAGE + "</stream:stream>"),
        xml(
            "a thousand levels",
            "<message>" + "<a>".repeat(1_000) + "</a>".repeat(1_000) + "</message>"),
        bytes(
            "XML that is no UTF-8",
            WebhookAnswer.XML,
            '<',
            'm',
            'e',
            's',
            's',
            'a',
            'g',
            'e',
            '/',
            '>',
            0xff),
        bytes("text that is no UTF-8", "text/plain", 0xff, 0xfe, 'a', 0),
        json("broken JSON", "{\"body\":\"zebra\""),
        json("JSON that goes on", "{\"body\":\"zebra\"}{}"),
        json("an array", "[{\"body\":\"zebra\"}]"),
        json("a string", "\"OK\""),
        json("null", "null"),
        json("a hundred thousand brackets", "[".repeat(100_000)),
        json("NUL in a text", "{\"kind\":\"message\",\"body\":\"\\u0000\"}"),
        json("half a character", "{\"kind\":\"message\",\"body\":\"\\ud800\"}"),
        of("NUL in text", "text/plain", "\u0000zebra"),
        of("control characters in text", "text/plain", "\u0001\ufffe"),
        of("a form that is none", FORM, "%zz=%"),
        of("a stanza in multipart", "multipart/form-data; boundary=x", "--x\r\n\r\n" + MESSAGE));
  }

  /** Longer than {@code max_response}. */
  static Stream<Rubbish> tooLong() {
    String five = "x".repeat(5_000_000);
    return Stream.of(
        new Rubbish("5 MB of text", WebhookAnswer.text(five)),
        new Rubbish(
            "5 MB of XML", WebhookAnswer.xml("<message><body>" + five + "</body></message>")),
        new Rubbish("5 MB of JSON", WebhookAnswer.json("{\"body\":\"" + five + "\"}")),
        new Rubbish("a byte too much", WebhookAnswer.text("x".repeat(192 * 1024 + 1))),
        new Rubbish("no end", WebhookAnswer.endlessBody()),
        new Rubbish(
            "a length that is beyond all",
            WebhookAnswer.raw(
                "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 9223372036854775807\r\n\r\n",
                "x".repeat(300_000).getBytes(StandardCharsets.US_ASCII))));
  }
}
