package org.stanzagate.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.stanzagate.stanza.Kind;
import org.stanzagate.stanza.Namespaces;
import org.stanzagate.xml.Element;
import org.stanzagate.xml.ElementReader;
import org.stanzagate.xml.Node;
import org.stanzagate.xml.Text;
import org.stanzagate.xml.XmlException;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** One line of {@code cases.jsonl}: a stanza in JSON and in XML. */
record MappingCase(ObjectNode line) {
  static List<MappingCase> all() {
    List<MappingCase> cases = new ArrayList<>();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                Objects.requireNonNull(MappingCase.class.getResourceAsStream("cases.jsonl")),
                UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        cases.add(new MappingCase(new JsonReader().read(line.getBytes(UTF_8))));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (DecodeException e) {
      throw new IllegalArgumentException(e);
    }
    return cases;
  }

  ObjectNode json() {
    return (ObjectNode) line.get("json");
  }

  String direction() {
    return line.get("direction").asString();
  }

  void check(StanzaCodec codec) throws DecodeException, XmlException {
    Element stanza = read(line.get("xml").asString());
    if (!direction().equals("xml->json")) {
      Element decoded =
          codec.decode(json().toString().getBytes(UTF_8), Kind.MESSAGE, Leniency.STRICT);
      assertThat(canonical(decoded)).isEqualTo(canonical(stanza));
    }
    if (!direction().equals("json->xml")) {
      ObjectNode encoded = new JsonReader().read(codec.encode(stanza));
      Element decoded = codec.decode(codec.encode(stanza), Kind.MESSAGE, Leniency.STRICT);
      assertThat(canonical(decoded)).isEqualTo(canonical(stanza));
      if (line.has("json_subset")) {
        encoded.retain(json().propertyNames());
      }
      assertThat(comparable(encoded)).isEqualTo(comparable(json()));
    }
  }

  /** The entries of {@code xml} are compared as XML, those of text as one. */
  static ObjectNode comparable(ObjectNode json) throws DecodeException {
    ObjectNode result = json.deepCopy();
    if (json.get("xml") instanceof ArrayNode entries) {
      ArrayNode canonical = result.putArray("xml");
      StringBuilder text = new StringBuilder();
      for (Node entry : XmlEntries.read(entries, Place.top(Leniency.STRICT))) {
        if (entry instanceof Element element) {
          canonical.add(canonical(element));
        } else {
          text.append(((Text) entry).value());
        }
      }
      canonical.add(text.toString());
    }
    return result;
  }

  private static Element read(String xml) throws XmlException {
    return ElementReader.read(xml.getBytes(UTF_8), Namespaces.CLIENT);
  }

  /** A text that is the same for elements that differ only in the order of what is in them. */
  static String canonical(Element element) {
    List<String> parts = new ArrayList<>();
    element
        .attributes()
        .forEach(a -> parts.add("@" + a.namespace() + " " + a.name() + "=" + a.value()));
    element.elements().forEach(child -> parts.add(canonical(child)));
    element.children().stream()
        .filter(Text.class::isInstance)
        .forEach(text -> parts.add("#" + ((Text) text).value()));
    parts.sort(null);
    return "{" + element.namespace() + "}" + element.name() + parts;
  }

  @Override
  public String toString() {
    return line.get("name").asString();
  }
}
