package org.stanzagate.webhook;

import org.stanzagate.xml.Attribute;
import org.stanzagate.xml.Element;
import org.stanzagate.xml.Node;
import org.stanzagate.xml.Text;

/** About how much memory a stanza takes. */
final class Weight {
  /** An element with its lists. */
  private static final long ELEMENT = 200;

  private static final long ATTRIBUTE = 100;
  private static final long CHARACTER = 2;

  private Weight() {}

  /** In bytes. */
  static long of(Element element) {
    long weight = ELEMENT;
    for (Attribute attribute : element.attributes()) {
      weight += ATTRIBUTE + CHARACTER * attribute.value().length();
    }
    for (Node child : element.children()) {
      weight += child instanceof Element inner ? of(inner) : textOf(child);
    }
    return weight;
  }

  private static long textOf(Node node) {
    return node instanceof Text text ? CHARACTER * text.value().length() : 0;
  }
}
