package org.stanzagate.codec;

import org.jspecify.annotations.Nullable;
import org.stanzagate.xml.Element;

/** The expanded name of an element. */
record ElementName(String namespace, String name) {
  static ElementName of(Element element) {
    return new ElementName(element.namespace(), element.name());
  }

  // In plain code, for to link a record's own takes a part of the start.
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ElementName that
        && name.equals(that.name)
        && namespace.equals(that.namespace);
  }

  @Override
  public int hashCode() {
    return 31 * namespace.hashCode() + name.hashCode();
  }

  /** Starts an element of this name. */
  Element.Builder start() {
    return Element.builder(namespace, name);
  }
}
