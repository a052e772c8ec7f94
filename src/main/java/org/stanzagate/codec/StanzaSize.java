package org.stanzagate.codec;

import org.stanzagate.xml.Element;
import org.stanzagate.xml.ElementReader;
import org.stanzagate.xml.Node;

/** Holds what was not read from XML to the limits that XML has, so that XML can be read from it. */
final class StanzaSize {
  private int elements;

  private StanzaSize() {}

  static Element checked(Element stanza) throws DecodeException {
    new StanzaSize().check(stanza, 1);
    return stanza;
  }

  private void check(Element element, int depth) throws DecodeException {
    if (++elements > ElementReader.MAX_ELEMENTS) {
      throw new DecodeException(
          "the stanza has more than " + ElementReader.MAX_ELEMENTS + " elements; send less in one");
    }
    if (depth > ElementReader.MAX_DEPTH) {
      throw new DecodeException(
          "the stanza's elements are nested more than " + ElementReader.MAX_DEPTH + " deep");
    }
    for (Node child : element.children()) {
      if (child instanceof Element inner) {
        check(inner, depth + 1);
      }
    }
  }
}
