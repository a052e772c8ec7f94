package org.stanzagate.xml;

/** About how much memory an element takes. */
public final class Weight {
  /** An element with its lists. */
  private static final long ELEMENT = 200;

  private static final long ATTRIBUTE = 100;
  private static final long CHARACTER = 2;

  private Weight() {}

  /** In bytes. */
  public static long of(Element element) {
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
