package org.stanzagate.stanza;

import java.util.Locale;
import java.util.Optional;
import org.jivesoftware.smack.packet.StanzaError.Condition;
import org.jivesoftware.smack.packet.StanzaError.Type;
import org.jspecify.annotations.Nullable;
import org.stanzagate.xml.Element;

/**
 * A stanza error (RFC 6120 section 8.3), in Smack's vocabulary of types and conditions. Immutable.
 *
 * @param condition the name of a defined condition, such as {@code item-not-found}; text, for one
 *     that RFC 6120 dropped is still in use: RFC 3920's {@code payment-required}
 * @param text for people
 * @param by who says so, as written
 * @param newAddress what {@code gone} and {@code redirect} may hold: where to go instead
 */
public record StanzaError(
    Type type,
    String condition,
    @Nullable String text,
    @Nullable String by,
    @Nullable String newAddress) {

  public StanzaError(Type type, Condition condition, @Nullable String text) {
    this(type, condition.toString(), text, null, null);
  }

  /** The {@code error} element, in {@code jabber:client}. */
  public Element toElement() {
    Element.Builder error =
        Element.builder(Namespaces.CLIENT, "error")
            .attribute("type", type.name().toLowerCase(Locale.ROOT))
            .attribute("by", by)
            .add(
                Element.ofText(
                    Namespaces.STANZA_ERRORS, condition, newAddress == null ? "" : newAddress));
    if (text != null) {
      error.add(Element.ofText(Namespaces.STANZA_ERRORS, "text", text));
    }
    return error.build();
  }

  /**
   * Reads the error of a stanza of type {@code error}. A condition that nobody knows, or none at
   * all, is {@code undefined-condition} (section 8.3.3.21); a type that nobody knows is {@code
   * cancel}: trying again promises nothing.
   *
   * @return empty where the stanza holds no {@code error}
   */
  public static Optional<StanzaError> of(Element stanza) {
    return stanza.element(Namespaces.CLIENT, "error").map(StanzaError::read);
  }

  private static StanzaError read(Element error) {
    String condition = Condition.undefined_condition.toString();
    String newAddress = null;
    String text = null;
    for (Element child : error.elements()) {
      if (!child.namespace().equals(Namespaces.STANZA_ERRORS)) {
        continue;
      }
      if (child.name().equals("text")) {
        text = text == null ? child.text() : text;
      } else {
        condition = condition(child.name());
        newAddress = child.text().isBlank() ? null : child.text();
      }
    }
    return new StanzaError(
        type(error.attribute("type")), condition, text, error.attribute("by"), newAddress);
  }

  private static String condition(String name) {
    for (Condition condition : Condition.values()) {
      if (condition.toString().equals(name)) {
        return name;
      }
    }
    return Condition.undefined_condition.toString();
  }

  private static Type type(@Nullable String name) {
    for (Type type : Type.values()) {
      if (type.name().toLowerCase(Locale.ROOT).equals(name)) {
        return type;
      }
    }
    return Type.CANCEL;
  }
}
