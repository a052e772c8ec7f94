package org.stanzagate.config;

/** A secret that no log can print by accident. Never empty. */
public record Secret(String value) {
  public Secret {
    if (value.isEmpty()) {
      throw new IllegalArgumentException("a secret is not empty");
    }
  }

  @Override
  public String toString() {
    return "(secret)";
  }
}
