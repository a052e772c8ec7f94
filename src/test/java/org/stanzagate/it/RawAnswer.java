package org.stanzagate.it;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLDecoder;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.stanzagate.xml.Element;
import org.stanzagate.xml.ElementReader;
import org.stanzagate.xml.XmlException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/**
 * What the gateway says to a request.
 *
 * @param headers by name in any case; several of one name are joined by commas
 */
record RawAnswer(int status, Map<String, String> headers, String body) {
  private static final String FORM = "application/x-www-form-urlencoded";
  private static final String STREAMS = "http://etherx.jabber.org/streams";
  private static final String CONDITIONS = "urn:ietf:params:xml:ns:xmpp-streams";

  RawAnswer {
    Map<String, String> copy = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    copy.putAll(headers);
    headers = copy;
  }

  /** The header's value, empty where it isn't there. */
  String header(String name) {
    return headers.getOrDefault(name, "");
  }

  /** The media type, without parameters. */
  String type() {
    return header("Content-Type").replaceFirst(";.*", "").strip();
  }

  JsonNode json() {
    return new ObjectMapper().readTree(body);
  }

  /** The body, which is XML, in which a stanza has no namespace. */
  Element xml() {
    try {
      return StreamServer.read(body);
    } catch (XmlException e) {
      throw new AssertionError("no XML: " + body, e);
    }
  }

  /** What went wrong, as section 3 has it for programs to read; plain text has no condition. */
  Fault fault() {
    return switch (type()) {
      case GatewayProcess.JSON -> jsonFault();
      case GatewayProcess.XML -> xmlFault();
      case FORM -> formFault();
      case "text/plain" -> new Fault("", body);
      default -> throw new AssertionError("no error that a program can read: " + this);
    };
  }

  private Fault formFault() {
    Map<String, String> fields = new TreeMap<>();
    for (String field : body.split("&", -1)) {
      String[] parts = field.split("=", 2);
      fields.put(parts[0], URLDecoder.decode(parts[1], UTF_8));
    }
    if (!fields.getOrDefault("code", "").equals(String.valueOf(status))) {
      throw new AssertionError("no error as a form with the code " + status + ": " + body);
    }
    return new Fault(fields.getOrDefault("condition", ""), fields.get("text"));
  }

  private Fault jsonFault() {
    JsonNode json = json();
    if (json.path("code").asInt() != status || !json.path("type").asString().equals("error")) {
      throw new AssertionError("no error in JSON with the code " + status + ": " + body);
    }
    JsonNode error = json.path("error");
    return new Fault(error.path("condition").asString(), error.path("text").asString());
  }

  private Fault xmlFault() {
    Element error = readXml();
    List<Element> parts = error.elements();
    String text = text(error).orElseThrow(() -> new AssertionError("no text: " + body));
    if (!error.name().equals("error")
        || !STREAMS.equals(error.namespace())
        || parts.stream().anyMatch(part -> !CONDITIONS.equals(part.namespace()))) {
      throw new AssertionError("no error in XML: " + body);
    }
    return new Fault(parts.get(0).name(), text);
  }

  private Element readXml() {
    try {
      return ElementReader.read(body.getBytes(UTF_8), "");
    } catch (XmlException e) {
      throw new AssertionError("no XML: " + body, e);
    }
  }

  private static Optional<String> text(Element error) {
    return error.elements().stream()
        .filter(part -> part.name().equals("text"))
        .map(Element::text)
        .findFirst();
  }

  /** An error's condition, and what to do about it. */
  record Fault(String condition, @Nullable String text) {}
}
