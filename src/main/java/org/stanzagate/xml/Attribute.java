package org.stanzagate.xml;

import java.util.List;

/**
 * One attribute. Namespace declarations are no attributes; see {@link NamespaceDeclaration}.
 *
 * @param namespace the empty string for none
 * @param prefix the one that the author wrote, the empty string for none; carries no meaning
 */
public record Attribute(String namespace, String prefix, String name, String value) {
  /**
   * Keeps declarations out.
   *
   * @throws IllegalArgumentException for what would declare a namespace
   */
  public Attribute {
    boolean declares =
        namespace.isEmpty() ? name.equals("xmlns") : namespace.equals(Element.XMLNS_NAMESPACE);
    if (declares) {
      throw new IllegalArgumentException("a namespace declaration is no attribute: " + name);
    }
  }

  /** An attribute in no namespace, as nearly all of XMPP's are. */
  public Attribute(String name, String value) {
    this("", "", name, value);
  }

  /**
   * Whether two elements' attributes mean the same, in whatever order; the prefixes don't count.
   */
  static boolean sameMeaning(List<Attribute> some, List<Attribute> others) {
    if (some.size() != others.size()) {
      return false;
    }
    for (int i = 0; i < some.size(); i++) {
      Attribute one = some.get(i);
      // No element has two of one name, and nearly always they stand in the same order.
      if (!one.isSame(others.get(i)) && !one.isAmong(others)) {
        return false;
      }
    }
    return true;
  }

  private boolean isAmong(List<Attribute> attributes) {
    for (Attribute attribute : attributes) {
      if (isSame(attribute)) {
        return true;
      }
    }
    return false;
  }

  private boolean isSame(Attribute other) {
    return name.equals(other.name)
        && value.equals(other.value)
        && namespace.equals(other.namespace);
  }
}
