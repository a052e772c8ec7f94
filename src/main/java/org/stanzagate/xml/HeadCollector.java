package org.stanzagate.xml;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.stanzagate.xml.MarkupScanner.Tag;

/**
 * Keeps the head of a stanza that goes by: its start tag and those of its child elements, up to a
 * bound, whatever else it holds. Not thread-safe.
 */
final class HeadCollector {
  /** In bytes, all tags together. */
  static final int MAX_SIZE = 16 * 1024;

  private final MarkupScanner scanner = new MarkupScanner();
  private final Bytes tag = new Bytes();
  private final Bytes stanza = new Bytes();
  private final Bytes children = new Bytes();
  private int lastChild;
  private int depth;
  private boolean tagTooLong;
  private boolean complete = true;

  /** Takes the stanza's next bytes. */
  void add(byte[] buffer, int from, int to) throws XmlException {
    int position = from;
    while (position < to) {
      Tag found = scanner.next(buffer, position, to);
      int start = position;
      if (scanner.start() >= 0) {
        start = scanner.start();
        tag.clear();
        tagTooLong = false;
      }
      position = scanner.position();
      if (found != null || scanner.isInTag()) {
        addToTag(buffer, start, position);
      }
      if (found != null) {
        take(found);
      }
    }
  }

  /** Reads what was kept; empty where not even the stanza's own start tag is any good. */
  Optional<StanzaHead> head(StreamHeader header) {
    if (stanza.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(new StanzaHead(read(header, children), complete));
    } catch (XmlException childrenUnusable) {
      return headAlone(header);
    }
  }

  private Optional<StanzaHead> headAlone(StreamHeader header) {
    try {
      return Optional.of(new StanzaHead(read(header, new Bytes()), false));
    } catch (XmlException unusable) {
      return Optional.empty();
    }
  }

  private Element read(StreamHeader header, Bytes content) throws XmlException {
    Bytes xml = new Bytes();
    xml.add(stanza.array(), 0, stanza.size());
    xml.add(content.array(), 0, content.size());
    String end = "</" + MarkupScanner.name(stanza.array(), 1, stanza.size()) + ">";
    byte[] endTag = end.getBytes(StandardCharsets.UTF_8);
    xml.add(endTag, 0, endTag.length);
    return ElementReader.read(xml.array(), 0, xml.size(), header);
  }

  private void addToTag(byte[] buffer, int from, int to) {
    if (depth > 1 || tagTooLong) {
      return;
    }
    if (tag.size() + stanza.size() + children.size() + (to - from) > MAX_SIZE) {
      tagTooLong = true;
      return;
    }
    tag.add(buffer, from, to);
  }

  private void take(Tag found) {
    if (found == Tag.END) {
      depth--;
      return;
    }
    if (depth <= 1 && tagTooLong) {
      complete = false;
    } else if (depth == 0) {
      keep(stanza, found, ">");
    } else if (depth == 1) {
      keepChild(found);
    }
    if (found == Tag.START) {
      depth++;
    }
  }

  /** Of equal ones in a row the first says it all, and there may be thousands. */
  private void keepChild(Tag found) {
    int before = children.size();
    keep(children, found, "/>");
    if (children.repeats(lastChild, before)) {
      children.cut(before);
    } else {
      lastChild = before;
    }
  }

  /** Keeps the tag, with another end. */
  private void keep(Bytes kept, Tag found, String end) {
    kept.add(tag.array(), 0, tag.size() - (found == Tag.EMPTY ? 2 : 1));
    kept.add(end.getBytes(StandardCharsets.UTF_8), 0, end.length());
  }
}
