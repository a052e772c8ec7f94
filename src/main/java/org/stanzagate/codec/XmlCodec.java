package org.stanzagate.codec;

import java.util.List;
import org.stanzagate.stanza.Kind;
import org.stanzagate.stanza.Namespaces;
import org.stanzagate.xml.Element;
import org.stanzagate.xml.ElementReader;
import org.stanzagate.xml.ElementWriter;
import org.stanzagate.xml.XmlException;

/** Stanzas as XML, as they are. */
final class XmlCodec implements StanzaCodec {
  @Override
  public String mediaType() {
    return "application/xmpp+xml";
  }

  /** The fields of a query have no names here. */
  @Override
  public boolean reads(Preset preset) {
    return preset.query() == null;
  }

  /** XML always says its kind, and has nothing that could be left out. */
  @Override
  public Element decode(byte[] body, Kind usual, Preset preset, Leniency leniency)
      throws DecodeException {
    try {
      return preset.apply(ElementReader.read(body, Namespaces.CLIENT));
    } catch (XmlException e) {
      throw new DecodeException(words(e));
    }
  }

  /** What is wrong, and where. */
  static String words(XmlException fault) {
    return String.valueOf(fault.getMessage());
  }

  @Override
  public byte[] encode(Element stanza) {
    return ElementWriter.toBytes(stanza, Namespaces.CLIENT);
  }

  /**
   * Several within one {@code xmpp}, which has no namespace, as the stanzas themselves have none.
   */
  @Override
  public byte[] encode(List<Element> stanzas) {
    return encode(
        stanzas.size() == 1
            ? stanzas.get(0)
            : Element.builder(Namespaces.CLIENT, "xmpp").addAll(stanzas).build());
  }

  @Override
  public byte[] encode(ErrorBody error) {
    Element body =
        Element.builder(Namespaces.STREAM, "error")
            .add(Element.of(Namespaces.STREAM_ERRORS, error.condition()))
            .add(Element.ofText(Namespaces.STREAM_ERRORS, "text", error.text()))
            .build();
    return ElementWriter.toBytes(body, Namespaces.CLIENT);
  }
}
