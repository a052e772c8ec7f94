package org.stanzagate.codec;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.stanzagate.stanza.Namespaces;
import org.stanzagate.xml.Element;
import org.stanzagate.xml.ElementReader;
import org.stanzagate.xml.ElementWriter;
import org.stanzagate.xml.NamespaceDeclaration;
import org.stanzagate.xml.XmlException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * The key {@code xml}: elements as XML text, read as if they stood in the stanza, so that without
 * {@code xmlns} they are in its namespace.
 */
final class XmlEntries {
  private XmlEntries() {}

  static List<Element> read(@Nullable JsonNode value, Place at) throws DecodeException {
    if (value == null) {
      return List.of();
    }
    if (!value.isArray()) {
      at.refuse("an array", value);
      return List.of();
    }
    if (value.size() > ElementReader.MAX_ELEMENTS) {
      throw at.fault("has more than " + ElementReader.MAX_ELEMENTS + " entries");
    }
    List<Element> entries = new ArrayList<>(value.size());
    for (int i = 0; i < value.size(); i++) {
      String text = StringScalar.ANY.write(value.get(i), at.at(i));
      if (text != null) {
        entries.add(parse(text, at.at(i)));
      }
    }
    return entries;
  }

  private static Element parse(String text, Place at) throws DecodeException {
    try {
      Element stanza = parse("<stanza>" + text + "</stanza>");
      List<Element> elements = stanza.elements();
      if (elements.size() == 1 && stanza.text().isBlank()) {
        return elements.get(0);
      }
    } catch (XmlException e) {
      throw at.fault(explain(text, e));
    }
    throw at.fault("wants exactly one element as XML text");
  }

  /** Within a stanza the places are not those of the text as it was sent. */
  private static String explain(String text, XmlException withinStanza) {
    try {
      parse(text);
      return XmlCodec.words(withinStanza);
    } catch (XmlException e) {
      return XmlCodec.words(e);
    }
  }

  private static Element parse(String xml) throws XmlException {
    return ElementReader.read(xml.getBytes(UTF_8), Namespaces.CLIENT);
  }

  static ArrayNode write(List<Element> entries, Element stanza) {
    ArrayNode array = JsonNodeFactory.instance.arrayNode(entries.size());
    for (Element entry : entries) {
      array.add(writeEntry(entry, stanza));
    }
    return array;
  }

  /**
   * Text and attribute values may use a prefix that only the stanza declares. Whether they do can't
   * be known, so it is enough that they look like it: a declaration too many does no harm.
   */
  private static String writeEntry(Element entry, Element stanza) {
    String xml = ElementWriter.toXml(entry, Namespaces.CLIENT);
    List<NamespaceDeclaration> wanted = new ArrayList<>(stanza.declarations());
    wanted.removeIf(
        outer ->
            !xml.contains(outer.prefix() + ":")
                || entry.declarations().stream()
                    .anyMatch(own -> own.prefix().equals(outer.prefix())));
    if (wanted.isEmpty()) {
      return xml;
    }
    Element.Builder builder = entry.toBuilder();
    wanted.forEach(outer -> builder.declare(outer.prefix(), outer.namespace()));
    return ElementWriter.toXml(builder.build(), Namespaces.CLIENT);
  }
}
