package org.stanzagate.codec;

import java.util.List;
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

  /** Whether it can read a body of which this is said. */
  default boolean reads(Preset preset) {
    return true;
  }

  /**
   * Reads a body. The result is in {@code jabber:client} and may still be no proper stanza: {@link
   * org.stanzagate.stanza.StanzaDraft} is the judge of that.
   *
   * @param usual the kind of stanza of a body that neither says nor implies one
   * @param preset wins over what the body says
   * @param leniency what becomes of keys that nobody knows and of values of the wrong type
   * @throws DecodeException if the body is not well-formed, not one stanza, or not acceptable
   */
  Element decode(byte[] body, Kind usual, Preset preset, Leniency leniency) throws DecodeException;

  /** Reads a body of which nothing is said beside it. */
  default Element decode(byte[] body, Kind usual, Leniency leniency) throws DecodeException {
    return decode(body, usual, Preset.NONE, leniency);
  }

  /** Writes a stanza, in UTF-8. */
  byte[] encode(Element stanza);

  /**
   * Writes the stanzas that make up one answer, in UTF-8. One alone is written as it is. Of several
   * a type that has room for one has the last, which ends the answer.
   *
   * @param stanzas at least one
   */
  default byte[] encode(List<Element> stanzas) {
    return encode(stanzas.get(stanzas.size() - 1));
  }

  /** Writes an error of the gateway itself, in UTF-8. */
  byte[] encode(ErrorBody error);
}
