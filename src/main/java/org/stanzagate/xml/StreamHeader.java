package org.stanzagate.xml;

import java.util.Arrays;

/**
 * The start tag that opens a stream (RFC 6120 section 4.2, XEP-0114 section 3): its attributes, and
 * the namespaces that it puts in force for all that follows. Immutable, safe in any thread.
 */
public final class StreamHeader {
  private final Element element;
  private final String defaultNamespace;
  private final Enclosure enclosure;

  private StreamHeader(Element element, String defaultNamespace, String readAs) {
    this.element = element;
    this.defaultNamespace = defaultNamespace;
    this.enclosure = Enclosure.of(element, defaultNamespace, readAs);
  }

  /**
   * Reads a stream's start tag.
   *
   * @param readAs what the stream's default namespace is read as in stanzas
   * @throws XmlException if it is none
   */
  static StreamHeader read(byte[] startTag, String readAs) throws XmlException {
    byte[] closed = Arrays.copyOf(startTag, startTag.length + 1);
    closed[closed.length - 2] = '/';
    closed[closed.length - 1] = '>';
    ElementParser parser = new ElementParser(closed, 0, closed.length, Enclosure.of(""));
    Element element = parser.parse();
    return new StreamHeader(element, parser.outermostDefault(), readAs);
  }

  /** The tag, as an element with nothing in it. */
  public Element element() {
    return element;
  }

  /** The namespace of stanzas written without a prefix; the empty string for none. */
  public String defaultNamespace() {
    return defaultNamespace;
  }

  /** What stands around each stanza. */
  Enclosure enclosure() {
    return enclosure;
  }
}
