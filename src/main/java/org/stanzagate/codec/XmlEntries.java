package org.stanzagate.codec;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.stanzagate.stanza.Namespaces;
import org.stanzagate.xml.Element;
import org.stanzagate.xml.ElementReader;
import org.stanzagate.xml.ElementWriter;
import org.stanzagate.xml.NamespaceDeclaration;
import org.stanzagate.xml.Node;
import org.stanzagate.xml.Text;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * The key {@code xml}: elements as XML text, read as if they stood in the stanza, so that without
 * {@code xmlns} they are in its namespace; and character data, which RFC 6120 knows nothing of in a
 * stanza itself, but which may come in.
 */
final class XmlEntries {
  private XmlEntries() {}

  static List<Node> read(@Nullable JsonNode value, Place at) throws DecodeException {
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
    List<Node> entries = new ArrayList<>(value.size());
    for (int i = 0; i < value.size(); i++) {
      String text = StringScalar.ANY.write(value.get(i), at.at(i));
      if (text != null) {
        entries.add(XmlText.read(text, Namespaces.CLIENT, 1, at.at(i)));
      }
    }
    return entries;
  }

  static ArrayNode write(List<Node> entries, Element stanza) {
    ArrayNode array = JsonNodeFactory.instance.arrayNode(entries.size());
    for (Node entry : entries) {
      array.add(
          entry instanceof Element element
              ? writeEntry(element, stanza)
              : XmlText.write(((Text) entry).value()));
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
