package org.stanzagate.codec;

import org.stanzagate.stanza.Kind;
import org.stanzagate.xml.Element;

/** One way to write a stanza as a body of HTTP. Safe in any thread. */
public interface StanzaCodec {
  /** The media type it reads and writes, without parameters, e.g. {@code application/json}. */
  String mediaType();

  /** The {@code Content-Type} of what it writes. */
  default String contentType() {
    return mediaType();
  }

  /**
   * Reads a body. The result is in {@code jabber:client} and may still be no proper stanza: {@link
   * org.stanzagate.stanza.StanzaDraft} is the judge of that.
   *
   * @param usual the kind of stanza of a body that neither says nor implies one
   * @param leniency what becomes of keys that nobody knows and of values of the wrong type
   * @throws DecodeException if the body is not well-formed, not one stanza, or not acceptable
   */
  Element decode(byte[] body, Kind usual, Leniency leniency) throws DecodeException;

  /** Writes a stanza, in UTF-8. */
  byte[] encode(Element stanza);

  /** Writes an error of the gateway itself, in UTF-8. */
  byte[] encode(ErrorBody error);
}
