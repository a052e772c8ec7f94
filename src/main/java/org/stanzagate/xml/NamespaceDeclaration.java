package org.stanzagate.xml;

/**
 * A prefix bound where the author bound it. Kept because text and attribute values may use prefixes
 * that no element does (Namespaces in XML 1.0, section 2.1 leaves that open). Declarations of the
 * default namespace are not kept: the writer makes those where they are needed. Nor is the one of
 * {@code xml}, which is bound everywhere.
 */
public record NamespaceDeclaration(String prefix, String namespace) {
  /**
   * Holds what Namespaces in XML 1.0 (section 3) allows.
   *
   * @throws IllegalArgumentException for no prefix, no namespace, or a reserved one of either
   */
  public NamespaceDeclaration {
    if (prefix.isEmpty() || prefix.equals("xml") || prefix.equals("xmlns")) {
      throw new IllegalArgumentException("\"" + prefix + "\" can't be bound as a prefix");
    }
    if (namespace.isEmpty()
        || namespace.equals(Element.XML_NAMESPACE)
        || namespace.equals(Element.XMLNS_NAMESPACE)
        || !XmlCharacters.isNamespace(namespace)) {
      throw new IllegalArgumentException("no prefix can be bound to \"" + namespace + "\"");
    }
  }
}
