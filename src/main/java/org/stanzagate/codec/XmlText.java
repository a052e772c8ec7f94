package org.stanzagate.codec;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.stanzagate.xml.Element;
import org.stanzagate.xml.ElementReader;
import org.stanzagate.xml.Node;
import org.stanzagate.xml.Text;
import org.stanzagate.xml.XmlCharacters;
import org.stanzagate.xml.XmlException;

/** XML text that stands in JSON: an element, or character data with its references. */
final class XmlText {
  private XmlText() {}

  /**
   * Reads one piece, as if it stood within other elements.
   *
   * @param ambient the default namespace in force around it
   * @param outer how many elements there are around it
   */
  static Node read(String text, String ambient, int outer, Place at) throws DecodeException {
    try {
      List<Node> nodes = inner(parse(text, ambient, outer), outer);
      if (nodes != null && nodes.size() == 1 && !isBlank(nodes.get(0))) {
        return nodes.get(0);
      }
      List<Node> elements =
          nodes == null ? List.of() : nodes.stream().filter(node -> !isBlank(node)).toList();
      if (elements.size() == 1 && elements.get(0) instanceof Element only) {
        return only;
      }
    } catch (XmlException e) {
      throw at.fault(explain(text, ambient, e));
    }
    throw at.fault("wants exactly one element as XML text");
  }

  private static boolean isBlank(Node node) {
    return node instanceof Text text && XmlCharacters.isWhiteSpace(text.value());
  }

  private static Element parse(String text, String ambient, int outer) throws XmlException {
    String xml = "<x>".repeat(outer) + text + "</x>".repeat(outer);
    return ElementReader.read(xml.getBytes(UTF_8), ambient);
  }

  /** What is in the innermost of the elements around; null where the text broke out of them. */
  private static @Nullable List<Node> inner(Element outermost, int outer) {
    Element element = outermost;
    for (int i = 1; i < outer; i++) {
      if (element.children().size() != 1 || !(element.children().get(0) instanceof Element next)) {
        return null;
      }
      element = next;
    }
    return element.children();
  }

  /** Within other elements the places are not those of the text as it was sent. */
  private static String explain(String text, String ambient, XmlException within) {
    try {
      parse(text, ambient, 0);
      return XmlCodec.words(within);
    } catch (XmlException e) {
      return XmlCodec.words(e);
    }
  }

  /** Character data as XML text. */
  static String write(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\r", "&#xD;");
  }
}
