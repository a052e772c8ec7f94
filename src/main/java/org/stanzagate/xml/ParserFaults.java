package org.stanzagate.xml;

import javax.xml.stream.Location;
import javax.xml.stream.XMLStreamException;
import org.stanzagate.xml.XmlException.Reason;

/** Puts what the parser has to say into words for the one who sent the text. */
final class ParserFaults {
  static final String ONE_ELEMENT = "exactly one element is expected";

  private final SourceText source;

  ParserFaults(SourceText source) {
    this.source = source;
  }

  /**
   * Explains why the parser gave up.
   *
   * @param failure its cause is StAX's
   * @param open how many of the sender's elements were open then
   * @param closed whether even the element around the sender's text was closed
   */
  XmlException explain(Exception failure, int open, boolean closed) {
    if (!(failure.getCause() instanceof XMLStreamException cause)) {
      throw new IllegalStateException("the XML parser failed for no fault of the text", failure);
    }
    Location location = cause.getLocation();
    if (location == null) {
      // Woodstox's own limits on attributes; nothing else comes without a place.
      return new XmlException(
          Reason.LIMIT,
          "an element has more than 1,000 attributes, or one of more than 524,288 characters",
          0,
          0);
    }
    int index = location.getCharacterOffset();
    int tag = source.tagBefore(index);
    if (closed || (open == 0 && source.has("</", tag))) {
      return source.fault(
          Reason.NOT_WELL_FORMED, ONE_ELEMENT + ", and more is closed than was opened", tag);
    }
    return source.fault(Reason.NOT_WELL_FORMED, words(cause, index), index);
  }

  private String words(XMLStreamException cause, int index) {
    if (index >= source.end()) {
      return "the text ends in the middle; close every tag that is open";
    }
    String message = String.valueOf(cause.getMessage());
    int place = message.indexOf("\n at [row");
    return "not well-formed XML: " + (place < 0 ? message : message.substring(0, place));
  }
}
