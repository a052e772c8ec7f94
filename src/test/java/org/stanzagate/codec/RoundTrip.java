package org.stanzagate.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.stanzagate.stanza.Kind;
import org.stanzagate.xml.Element;
import org.stanzagate.xml.Node;
import org.stanzagate.xml.Text;
import org.stanzagate.xml.XmlCharacters;

/**
 * From XML to JSON and back, twice: the stanza is the same, and so is the JSON. What does not count
 * is the order of the stanza's children, white space between elements where there is no other text,
 * and a presence's type {@code available} or an iq's empty one, which stand for none.
 */
final class RoundTrip {
  private static final JsonReader READER = new JsonReader();

  private final JsonCodec codec;

  RoundTrip(JsonCodec codec) {
    this.codec = codec;
  }

  void check(Element stanza) throws DecodeException {
    byte[] json = codec.encode(stanza);
    Element back = codec.decode(json, Kind.MESSAGE, Leniency.STRICT);
    assertThat(comparable(back))
        .as(() -> stanza + "\n" + new String(json, UTF_8))
        .isEqualTo(comparable(stanza));
    assertThat(MappingCase.comparable(READER.read(codec.encode(back))))
        .as(stanza::toString)
        .isEqualTo(MappingCase.comparable(READER.read(json)));
  }

  private static Element comparable(Element stanza) {
    Element plain = withoutIndentation(stanza);
    List<Element> children = new ArrayList<>(plain.elements());
    children.sort(Comparator.comparing(MappingCase::canonical).thenComparing(Element::toString));
    String text = plain.text().strip();
    Element.Builder result = plain.toBuilder().clearChildren().addAll(children).text(text);
    String none = plain.name().equals("presence") ? "available" : "";
    if (none.equals(plain.attribute("type")) && !plain.name().equals("message")) {
      result.attribute("type", null);
    }
    return result.build();
  }

  /** Without white space where there are elements and no other text. */
  private static Element withoutIndentation(Element element) {
    boolean elementsOnly =
        !element.elements().isEmpty() && XmlCharacters.isWhiteSpace(element.text());
    Element.Builder result = element.toBuilder().clearChildren();
    for (Node child : element.children()) {
      if (child instanceof Element inner) {
        result.add(withoutIndentation(inner));
      } else if (!elementsOnly) {
        result.text(((Text) child).value());
      }
    }
    return result.build();
  }
}
