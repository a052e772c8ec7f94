package org.stanzagate.codec;

import org.stanzagate.xml.Element;

/** The expanded name of an element. */
record ElementName(String namespace, String name) {
  static ElementName of(Element element) {
    return new ElementName(element.namespace(), element.name());
  }

  /** Starts an element of this name. */
  Element.Builder start() {
    return Element.builder(namespace, name);
  }
}
