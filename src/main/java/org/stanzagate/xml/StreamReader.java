package org.stanzagate.xml;

import java.util.Optional;

/**
 * Reads a stream of XML (RFC 6120 section 4, XEP-0114) from bytes as they come in, and tells a
 * listener of its header, its stanzas and its end. Keepalive white space between stanzas is
 * skipped. Each stanza gets a parser of its own: memory does not grow with the stream, and a stanza
 * that can't be taken costs nothing but itself. Not thread-safe; the listener is called in the
 * thread that feeds.
 */
public final class StreamReader {
  /** Told what the stream holds, in its order. */
  public interface Listener {
    /** The stream was opened; comes first, and once. */
    void opened(StreamHeader header);

    /** A whole stanza. */
    void stanza(Element stanza);

    /**
     * A stanza that can't be taken; the stream goes on behind it.
     *
     * @param fault too large, too deep, too many elements, or not well-formed
     * @param head whom to tell; empty where not even that can be made out
     */
    void refused(XmlException fault, Optional<StanzaHead> head);

    /** The stream was closed by its end tag; comes last, and once. */
    void closed();
  }

  private final StanzaFramer framer;

  /**
   * Starts before the stream's first byte.
   *
   * @param maxStanza in bytes; a larger one is refused, and no more than that is ever held
   * @param readAs what the stream's default namespace is read as, at any depth and wherever else it
   *     is named in full
   */
  public StreamReader(int maxStanza, String readAs, Listener listener) {
    this.framer = new StanzaFramer(maxStanza, new FrameReader(maxStanza, readAs, listener));
  }

  /**
   * Takes the next bytes, as many as there are: parts of a stanza or many. They are not kept.
   *
   * @throws XmlException if this is no stream, or holds between stanzas or within what no stream
   *     may: the stream can't go on, and no more may be fed
   */
  public void feed(byte[] buffer, int offset, int length) throws XmlException {
    framer.feed(buffer, offset, length);
  }
}
