package org.stanzagate.codec;

import org.stanzagate.xml.XmlCharacters;

/**
 * An error of the gateway itself, as told over HTTP.
 *
 * @param code the HTTP status
 * @param type an error type of RFC 6120 section 8.3.2: {@code modify}, {@code wait}, ...
 * @param condition a defined condition of RFC 6120: {@code improper-addressing}, ...
 * @param text what to do about it
 */
public record ErrorBody(int code, String type, String condition, String text) {
  /** The text may quote what was sent: U+FFFD takes the place of what XML can't carry. */
  public ErrorBody {
    text = XmlCharacters.replaceForbidden(text);
  }
}
