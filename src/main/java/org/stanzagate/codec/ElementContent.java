package org.stanzagate.codec;

import java.util.List;
import org.stanzagate.xml.Element;
import org.stanzagate.xml.Node;
import org.stanzagate.xml.Text;
import org.stanzagate.xml.XmlCharacters;

/** Whether elements say the same, white space between child elements aside. */
final class ElementContent {
  private ElementContent() {}

  /**
   * Whether what a schema wrote is what was there. The schema knows all of it, so where it has
   * child elements white space beside them is only there for the eye.
   */
  static boolean isSame(Element written, Element original) {
    return written.equals(original) || written.equals(withoutIndentation(original));
  }

  static boolean isSame(List<Element> written, List<Element> originals) {
    if (written.size() != originals.size()) {
      return false;
    }
    for (int i = 0; i < written.size(); i++) {
      if (!isSame(written.get(i), originals.get(i))) {
        return false;
      }
    }
    return true;
  }

  private static Element withoutIndentation(Element element) {
    List<Node> children = element.children();
    if (children.stream().noneMatch(Element.class::isInstance)) {
      return element;
    }
    boolean mixed =
        children.stream()
            .anyMatch(
                child -> child instanceof Text text && !XmlCharacters.isWhiteSpace(text.value()));
    Element.Builder result = element.toBuilder().clearChildren();
    for (Node child : children) {
      if (child instanceof Element inner) {
        result.add(withoutIndentation(inner));
      } else if (mixed) {
        result.add(child);
      }
    }
    return result.build();
  }
}
