package org.stanzagate.codec;

/**
 * A body that can't be read as a stanza. The message is for the one who sent it: what is wrong,
 * where (line and column, or the JSON pointer), and what to do about it.
 */
public final class DecodeException extends Exception {
  private static final long serialVersionUID = 1L;

  public DecodeException(String message) {
    super(message);
  }
}
