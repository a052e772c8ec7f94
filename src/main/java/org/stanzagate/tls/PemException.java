package org.stanzagate.tls;

/** A PEM file doesn't hold what is wanted of it. The message says why, as a part of a sentence. */
public final class PemException extends Exception {
  private static final long serialVersionUID = 1L;

  PemException(String message) {
    super(message);
  }

  /** The message. */
  public String reason() {
    return String.valueOf(getMessage());
  }
}
