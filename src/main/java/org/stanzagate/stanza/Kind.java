package org.stanzagate.stanza;

import java.util.List;
import java.util.Optional;

/** The three kinds of stanza (RFC 6120 section 8) with the types each may have (RFC 6121). */
public enum Kind {
  MESSAGE("message", "normal", List.of("normal", "chat", "groupchat", "headline", "error")),
  PRESENCE(
      "presence",
      "available",
      List.of(
          "unavailable",
          "subscribe",
          "subscribed",
          "unsubscribe",
          "unsubscribed",
          "probe",
          "error")),
  IQ("iq", "", List.of("get", "set", "result", "error"));

  private final String element;
  private final String defaultType;

  @SuppressWarnings("ImmutableEnumChecker") // made by List.of
  private final List<String> types;

  Kind(String element, String defaultType, List<String> types) {
    this.element = element;
    this.defaultType = defaultType;
    this.types = types;
  }

  /** The element's name. */
  public String element() {
    return element;
  }

  /** What the {@code type} attribute may say, where it is there. */
  public List<String> types() {
    return types;
  }

  /**
   * What a stanza without a {@code type} counts as; the empty string for an iq, which needs one.
   */
  public String defaultType() {
    return defaultType;
  }

  /** The kind of stanza that an element of that name is. */
  public static Optional<Kind> of(String element) {
    return switch (element) {
      case "message" -> Optional.of(MESSAGE);
      case "presence" -> Optional.of(PRESENCE);
      case "iq" -> Optional.of(IQ);
      default -> Optional.empty();
    };
  }
}
