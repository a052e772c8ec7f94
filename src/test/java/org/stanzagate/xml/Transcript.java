package org.stanzagate.xml;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Feeds a stream to a reader, and writes down what it tells, one line an event. */
final class Transcript implements StreamReader.Listener {
  static final String HEADER =
      "<stream:stream xmlns='jabber:component:accept'"
          + " xmlns:stream='http://etherx.jabber.org/streams' id='1'>";

  private final List<String> lines = new ArrayList<>();
  private final StreamReader reader;

  Transcript(int maxStanza) {
    this.reader = new StreamReader(maxStanza, "jabber:client", this);
  }

  /** What a stream comes to when it is fed in pieces of that size. */
  static List<String> of(String stream, int maxStanza, int piece) {
    Transcript transcript = new Transcript(maxStanza);
    byte[] bytes = stream.getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < bytes.length; i += piece) {
      // A buffer that is used again each time, as a socket's is.
      byte[] buffer = new byte[piece + 2];
      int length = Math.min(piece, bytes.length - i);
      System.arraycopy(bytes, i, buffer, 1, length);
      if (!transcript.feed(buffer, 1, length)) {
        break;
      }
    }
    return transcript.lines;
  }

  static List<String> of(String stream) {
    return of(stream, 1_000_000, 1_000_000);
  }

  /** Whether the stream can go on. */
  boolean feed(byte[] buffer, int offset, int length) {
    try {
      reader.feed(buffer, offset, length);
      return true;
    } catch (XmlException fatal) {
      lines.add("fatal " + fatal.reason() + ": " + fatal.getMessage());
      return false;
    }
  }

  List<String> lines() {
    return lines;
  }

  @Override
  public void opened(StreamHeader header) {
    lines.add("opened " + header.defaultNamespace() + " " + header.element().attribute("id"));
  }

  @Override
  public void stanza(Element stanza) {
    lines.add("stanza " + ElementWriter.toXml(stanza, "jabber:client"));
  }

  @Override
  public void refused(XmlException fault, Optional<StanzaHead> head) {
    lines.add("refused " + fault.reason() + ": " + fault.getMessage());
    lines.add(
        head.map(
                known ->
                    (known.complete() ? "head " : "part of head ")
                        + ElementWriter.toXml(known.element(), "jabber:client"))
            .orElse("no head"));
  }

  @Override
  public void closed() {
    lines.add("closed");
  }
}
