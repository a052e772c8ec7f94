package org.stanzagate.config;

/** A value can't be what its key wants; the message says why, and never holds a secret. */
final class FaultyValue extends Exception {
  private static final long serialVersionUID = 1L;

  FaultyValue(String message) {
    super(message);
  }

  String reason() {
    return String.valueOf(getMessage());
  }
}
