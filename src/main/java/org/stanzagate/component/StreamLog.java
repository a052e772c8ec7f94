package org.stanzagate.component;

import static org.stanzagate.log.LogField.STANZA;

import java.io.IOException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.stanzagate.config.ComponentConfig;
import org.stanzagate.stanza.Namespaces;
import org.stanzagate.xml.Element;
import org.stanzagate.xml.ElementWriter;
import org.stanzagate.xml.StanzaHead;
import org.stanzagate.xml.StreamHeader;
import org.stanzagate.xml.StreamReader;
import org.stanzagate.xml.XmlException;

/**
 * Shows one direction of a stream in the log, at debug: its header, each stanza, its end tag, a
 * line each, as they are read and with secrets blanked. Where debug is off, nothing of it stands in
 * the stream's way. As thread-safe as what it stands before.
 */
final class StreamLog implements StreamReader.Listener {
  private static final Logger LOG = LoggerFactory.getLogger(StreamLog.class);

  private static final StreamReader.Listener NOBODY =
      new StreamReader.Listener() {
        @Override
        public void opened(StreamHeader header) {}

        @Override
        public void stanza(Element stanza) {}

        @Override
        public void refused(XmlException fault, Optional<StanzaHead> head) {}

        @Override
        public void closed() {}
      };

  private final String direction;
  private final SecretBlanks blanks;
  private final StreamReader.Listener next;

  private StreamLog(String direction, ComponentConfig config, StreamReader.Listener next) {
    this.direction = direction;
    this.blanks = new SecretBlanks(config.secret());
    this.next = next;
  }

  /** Shows what comes, before the listener hears of it. */
  static StreamReader.Listener in(ComponentConfig config, StreamReader.Listener next) {
    return LOG.isDebugEnabled() ? new StreamLog("in", config, next) : next;
  }

  /** Shows what is about to be written. */
  static StanzaWriter.Output out(ComponentConfig config, StanzaWriter.Output next) {
    if (!LOG.isDebugEnabled()) {
      return next;
    }
    StreamReader.Listener log = new StreamLog("out", config, NOBODY);
    return new Shown(new StreamReader(config.maxSend(), Namespaces.CLIENT, log), next);
  }

  /** Reads what is written, as the server will. For one thread. */
  private static final class Shown implements StanzaWriter.Output {
    private final StreamReader reader;
    private final StanzaWriter.Output next;
    private boolean isLost;

    Shown(StreamReader reader, StanzaWriter.Output next) {
      this.reader = reader;
      this.next = next;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      if (!isLost) {
        show(bytes, offset, length);
      }
      next.write(bytes, offset, length);
    }

    private void show(byte[] bytes, int offset, int length) {
      try {
        reader.feed(bytes, offset, length);
      } catch (XmlException e) {
        // A goodbye before any header, say, where the stream ends as soon as it begins.
        isLost = true;
        LOG.debug("out, which can't be shown from here on: {}", e.getMessage());
      }
    }
  }

  @Override
  public void opened(StreamHeader header) {
    String tag = xml(blanks.in(header.element()));
    LOG.debug(
        "{} {} xmlns='{}'>",
        direction,
        tag.substring(0, tag.length() - "/>".length()),
        header.defaultNamespace());
    next.opened(header);
  }

  @Override
  public void stanza(Element stanza) {
    Element blanked = blanks.in(stanza);
    STANZA.on(LOG.atDebug(), blanked.attribute("id")).log("{} {}", direction, xml(blanked));
    next.stanza(stanza);
  }

  /** Of what can't be read only its head is known well enough to blank what is secret. */
  @Override
  public void refused(XmlException fault, Optional<StanzaHead> head) {
    Element blanked = head.map(StanzaHead::element).map(blanks::in).orElse(null);
    STANZA
        .on(LOG.atDebug(), blanked == null ? null : blanked.attribute("id"))
        .log(
            "{}, of which only the head can be shown, for {}: {}",
            direction,
            fault.getMessage(),
            blanked == null ? "" : xml(blanked));
    next.refused(fault, head);
  }

  /** Even a name can be the secret, if somebody has guessed it. */
  private String xml(Element blanked) {
    return blanks.in(ElementWriter.toXml(blanked, Namespaces.CLIENT));
  }

  @Override
  public void closed() {
    LOG.debug("{} </stream:stream>", direction);
    next.closed();
  }
}
