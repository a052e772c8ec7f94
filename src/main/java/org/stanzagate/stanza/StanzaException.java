package org.stanzagate.stanza;

/**
 * Well-formed XML that is no proper stanza. The message says what is wrong and what would be right,
 * for the one who wrote it. The condition is one that RFC 6120 section 4.9.3 defines for streams:
 * those speak of faults in what was sent, as those of stanzas (section 8.3.3) mostly don't.
 */
public final class StanzaException extends Exception {
  private static final long serialVersionUID = 1L;

  /** Not a message, a presence or an iq. */
  static final String UNSUPPORTED_STANZA_TYPE = "unsupported-stanza-type";

  /** The stanza is not in {@code jabber:client}. */
  static final String INVALID_NAMESPACE = "invalid-namespace";

  /** {@code to} is missing, or no JID. */
  static final String IMPROPER_ADDRESSING = "improper-addressing";

  /** {@code from} is missing, or no JID. */
  static final String INVALID_FROM = "invalid-from";

  /** The {@code type} is none of that kind of stanza. */
  static final String INVALID_XML = "invalid-xml";

  /** The stanza does not hold what its kind and type ask for. */
  static final String BAD_FORMAT = "bad-format";

  private final String condition;

  public StanzaException(String condition, String message) {
    super(message);
    this.condition = condition;
  }

  /** The condition's name, such as {@code improper-addressing}. */
  public String condition() {
    return condition;
  }
}
