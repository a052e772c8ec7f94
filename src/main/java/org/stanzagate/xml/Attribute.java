package org.stanzagate.xml;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

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
      if (!some.get(i).withoutPrefix().equals(others.get(i).withoutPrefix())) {
        return withoutPrefixes(some).equals(withoutPrefixes(others));
      }
    }
    return true;
  }

  private static Set<Attribute> withoutPrefixes(List<Attribute> attributes) {
    return attributes.stream().map(Attribute::withoutPrefix).collect(Collectors.toSet());
  }

  private Attribute withoutPrefix() {
    return prefix.isEmpty() ? this : new Attribute(namespace, "", name, value);
  }
}
