package org.stanzagate.xml;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.stanzagate.xml.MarkupScanner.Tag;
import org.stanzagate.xml.XmlException.Reason;

/**
 * Cuts the bytes of a stream into its header, its stanzas and its end tag (RFC 6120 section 4), by
 * tags alone: whether a stanza is well-formed is for the reader to say. A stanza that came whole is
 * handed on where it lies; otherwise its bytes are copied once. One that is too large is let go by,
 * but for its head, and no more memory is held than for the largest one allowed. Not thread-safe.
 */
final class StanzaFramer {
  /** What is cut out. The bytes are lent: they change when the call is over. */
  interface Frames {
    /** The stream's start tag; never an empty one. */
    void header(byte[] startTag) throws XmlException;

    void stanza(byte[] buffer, int offset, int length) throws XmlException;

    /** A stanza that was too large. */
    void oversized(HeadCollector head);

    /** The stream's end tag; nothing comes after it. */
    void end();
  }

  /** In bytes, for a stream's header. */
  static final int MAX_HEADER = 16 * 1024;

  private static final String NO_INSTRUCTIONS = "processing instructions are not allowed in XMPP";

  private final int maxStanza;
  private final Frames frames;
  private final MarkupScanner scanner = new MarkupScanner();

  /** What came of the frame that is not whole yet, in earlier bytes. */
  private final Bytes begun = new Bytes();

  private boolean inFrame;
  private boolean declared;
  private boolean opened;
  private boolean ended;

  /** How many elements are open, the stream's own counted. */
  private int depth;

  /** The name in the stream's tags. */
  private String streamName = "";

  /** Not null while a stanza that is too large goes by. */
  private @Nullable HeadCollector head;

  StanzaFramer(int maxStanza, Frames frames) {
    this.maxStanza = maxStanza;
    this.frames = frames;
  }

  /**
   * Takes the next bytes, as many as there are. What comes after the stream's end is ignored.
   *
   * @throws XmlException if this is no stream, or one that XMPP forbids; it can't go on
   */
  void feed(byte[] buffer, int offset, int length) throws XmlException {
    int end = offset + length;
    int position = offset;
    int frame = offset;
    while (position < end && !ended) {
      if (!inFrame) {
        frame = skipWhiteSpace(buffer, position, end);
        position = frame;
        inFrame = frame < end;
      }
      Tag tag = scanner.next(buffer, position, end);
      position = scanner.position();
      if (tag == null) {
        break;
      }
      if (completes(tag)) {
        inFrame = false;
        deliver(tag, buffer, frame, position);
      }
    }
    if (inFrame && !ended) {
      keep(buffer, frame, end);
    }
  }

  private int skipWhiteSpace(byte[] buffer, int from, int to) throws XmlException {
    int position = from;
    while (position < to && MarkupScanner.isWhiteSpace(buffer[position])) {
      position++;
    }
    if (position < to && buffer[position] != '<') {
      throw broken(
          depth == 0
              ? "this is no XMPP stream: it does not start with a tag"
              : "there is text between the stanzas of the stream");
    }
    return position;
  }

  /** Counts the tag, and says whether it ends a frame. */
  private boolean completes(Tag tag) throws XmlException {
    return switch (tag) {
      case START -> ++depth == 1;
      case EMPTY -> depth <= 1;
      case END -> {
        if (depth == 0) {
          throw broken("the stream starts with an end tag");
        }
        yield --depth <= 1;
      }
      case INSTRUCTION -> {
        if (depth > 0 || declared) {
          throw new XmlException(Reason.RESTRICTED, NO_INSTRUCTIONS, 0, 0);
        }
        yield true;
      }
    };
  }

  private void deliver(Tag tag, byte[] buffer, int from, int to) throws XmlException {
    if (tag == Tag.INSTRUCTION) {
      declaration(whole(buffer, from, to));
    } else if (!opened) {
      header(tag, whole(buffer, from, to));
    } else if (depth == 0) {
      end(whole(buffer, from, to));
    } else {
      stanza(buffer, from, to);
    }
  }

  private void declaration(byte[] instruction) throws XmlException {
    declared = true;
    if (!MarkupScanner.name(instruction, 1, instruction.length).equals("?xml")) {
      throw new XmlException(Reason.RESTRICTED, NO_INSTRUCTIONS, 0, 0);
    }
  }

  private void header(Tag tag, byte[] startTag) throws XmlException {
    opened = true;
    streamName = MarkupScanner.name(startTag, 1, startTag.length);
    if (tag == Tag.START) {
      frames.header(startTag);
      return;
    }
    byte[] notEmpty = Arrays.copyOf(startTag, startTag.length - 1);
    notEmpty[notEmpty.length - 1] = '>';
    frames.header(notEmpty);
    ended = true;
    frames.end();
  }

  private void end(byte[] endTag) throws XmlException {
    // Nothing was kept of one that is too large.
    if (endTag.length == 0 || !MarkupScanner.name(endTag, 2, endTag.length).equals(streamName)) {
      throw broken("the end tag of the stream is not that of <" + streamName + ">");
    }
    ended = true;
    frames.end();
  }

  private void stanza(byte[] buffer, int from, int to) throws XmlException {
    if (begun.isEmpty() && head == null && to - from <= maxStanza) {
      frames.stanza(buffer, from, to - from);
      return;
    }
    keep(buffer, from, to);
    HeadCollector oversized = head;
    head = null;
    if (oversized != null) {
      frames.oversized(oversized);
      return;
    }
    try {
      frames.stanza(begun.array(), 0, begun.size());
    } finally {
      begun.clear();
    }
  }

  private byte[] whole(byte[] buffer, int from, int to) throws XmlException {
    keep(buffer, from, to);
    byte[] whole = begun.toArray();
    begun.clear();
    return whole;
  }

  /** Puts aside what there is of a frame, or of a stanza that is too large what its head needs. */
  private void keep(byte[] buffer, int from, int to) throws XmlException {
    int size = begun.size() + (to - from);
    if (!opened && size > MAX_HEADER) {
      throw new XmlException(
          Reason.LIMIT, "the header of the stream is larger than " + MAX_HEADER + " bytes", 0, 0);
    }
    if (head == null && opened && size > maxStanza) {
      head = new HeadCollector();
      head.add(begun.array(), 0, begun.size());
      begun.clear();
    }
    if (head != null) {
      head.add(buffer, from, to);
    } else {
      begun.add(buffer, from, to);
    }
  }

  private static XmlException broken(String message) {
    return new XmlException(Reason.NOT_WELL_FORMED, message, 0, 0);
  }
}
