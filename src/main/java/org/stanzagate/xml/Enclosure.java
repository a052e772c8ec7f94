package org.stanzagate.xml;

/**
 * The element that a text is put into to be parsed, so that the namespaces around it are in force.
 * Its start tag has a line of its own: the sender's columns stay as they are.
 *
 * @param startTag ends with a newline
 * @param bareAs what the outermost element counts as when it is in no namespace, and with it those
 *     in no namespace right below it
 * @param mapped the namespace to read as another, wherever it is met; empty for none
 * @param mappedTo that other
 */
record Enclosure(String startTag, String bareAs, String mapped, String mappedTo) {
  static final String NAME = "e";
  static final String END_TAG = "</" + NAME + ">";

  /** Around a text that stands alone. */
  static Enclosure of(String ambient) {
    return new Enclosure(startTag(Element.builder(ambient, NAME)), ambient, "", "");
  }

  /** Around each stanza of a stream. */
  static Enclosure of(Element header, String defaultNamespace, String readAs) {
    Element.Builder around = Element.builder(defaultNamespace, NAME);
    for (NamespaceDeclaration declaration : header.declarations()) {
      around.declare(declaration.prefix(), declaration.namespace());
    }
    return new Enclosure(startTag(around), "", defaultNamespace, readAs);
  }

  /** The namespace that one in the text is read as. */
  String read(String namespace) {
    return !namespace.isEmpty() && namespace.equals(mapped) ? mappedTo : namespace;
  }

  private static String startTag(Element.Builder around) {
    String empty = ElementWriter.toXml(around.build(), "");
    return empty.substring(0, empty.length() - "/>".length()) + ">\n";
  }
}
