package org.stanzagate.xml;

/**
 * Reads one whole element from UTF-8, as RFC 6120 section 11 allows it: no declaration, DOCTYPE,
 * comment, processing instruction, and no entity but the five of XML. Stateless, safe in any
 * thread.
 *
 * <p>Character data is kept to the last space, that between elements too; CDATA sections become
 * plain character data. White space around the element is let through and forgotten.
 */
public final class ElementReader {
  /** How deep elements may be nested, the outermost counted. */
  public static final int MAX_DEPTH = 128;

  /** How many elements there may be in one stanza. */
  public static final int MAX_ELEMENTS = 5_000;

  /** How many attributes an element may have: as many as the parser takes. */
  public static final int MAX_ATTRIBUTES = 1_000;

  /** How many bindings of prefixes may be in force at once. */
  public static final int MAX_PREFIXES = 1_000;

  /**
   * How many characters the names of the namespaces of all elements and attributes may have
   * together. The text names one once, for thousands to be in it, but whoever takes a stanza apart
   * names it for each part.
   */
  public static final int MAX_NAMESPACES = 1024 * 1024;

  private ElementReader() {}

  /**
   * Reads a text that stands alone, such as a body of HTTP.
   *
   * <p>Where the outermost element says {@code xmlns=''} it still counts as {@code ambient}, and so
   * do elements in no namespace inside it, down to the first that is in one. Under an element that
   * is in a namespace, the ambient one included, {@code xmlns=''} means what it says.
   *
   * @param utf8 the whole text
   * @param ambient the default namespace in force around it
   * @throws XmlException with line and column, if it is not exactly one element
   */
  public static Element read(byte[] utf8, String ambient) throws XmlException {
    return new ElementParser(utf8, 0, utf8.length, Enclosure.of(ambient)).parse();
  }

  /**
   * Reads a stanza of a stream. The stream's default namespace is read as the one that the header
   * was given, at any depth and wherever else it is named in full; no other is touched.
   *
   * @throws XmlException with line and column, if it is not exactly one element
   */
  static Element read(byte[] utf8, int offset, int length, StreamHeader header)
      throws XmlException {
    return new ElementParser(utf8, offset, length, header.enclosure()).parse();
  }
}
