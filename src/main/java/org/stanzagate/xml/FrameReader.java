package org.stanzagate.xml;

import org.jspecify.annotations.Nullable;
import org.stanzagate.xml.XmlException.Reason;

/** Turns the frames of a stream into elements, for a listener. Not thread-safe. */
final class FrameReader implements StanzaFramer.Frames {
  private final int maxStanza;
  private final String readAs;
  private final StreamReader.Listener listener;
  private @Nullable StreamHeader header;

  FrameReader(int maxStanza, String readAs, StreamReader.Listener listener) {
    this.maxStanza = maxStanza;
    this.readAs = readAs;
    this.listener = listener;
  }

  @Override
  public void header(byte[] startTag) throws XmlException {
    StreamHeader opened = StreamHeader.read(startTag, readAs);
    header = opened;
    listener.opened(opened);
  }

  @Override
  public void stanza(byte[] buffer, int offset, int length) throws XmlException {
    Element stanza;
    try {
      stanza = ElementReader.read(buffer, offset, length, header());
    } catch (XmlException fault) {
      HeadCollector head = new HeadCollector();
      head.add(buffer, offset, offset + length);
      listener.refused(fault, head.head(header()));
      return;
    }
    listener.stanza(stanza);
  }

  @Override
  public void oversized(HeadCollector head) {
    XmlException fault =
        new XmlException(Reason.LIMIT, "the stanza is larger than " + maxStanza + " bytes", 0, 0);
    listener.refused(fault, head.head(header()));
  }

  @Override
  public void end() {
    listener.closed();
  }

  private StreamHeader header() {
    if (header == null) {
      throw new IllegalStateException("no frame comes before the header");
    }
    return header;
  }
}
