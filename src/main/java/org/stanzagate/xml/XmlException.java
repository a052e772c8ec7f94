package org.stanzagate.xml;

/**
 * Bytes that are no XML, no XML that XMPP allows (RFC 6120 section 11), or more than our limits.
 * The message says which, and where, for the one who sent it.
 */
public final class XmlException extends Exception {
  private static final long serialVersionUID = 1L;

  /** What kind of fault it is. */
  public enum Reason {
    /** The bytes break XML 1.0, Namespaces in XML, or UTF-8. */
    NOT_WELL_FORMED,
    /** A declaration, DOCTYPE, comment, processing instruction or entity that XMPP forbids. */
    RESTRICTED,
    /** Too large, too deep, or too many elements. */
    LIMIT
  }

  private final Reason reason;
  private final int line;
  private final int column;

  /** Line and column count from 1; both are 0 where no place can be named. */
  public XmlException(Reason reason, String fault, int line, int column) {
    super(line == 0 ? fault : fault + " (line " + line + ", column " + column + ")");
    this.reason = reason;
    this.line = line;
    this.column = column;
  }

  public Reason reason() {
    return reason;
  }

  public int line() {
    return line;
  }

  public int column() {
    return column;
  }
}
