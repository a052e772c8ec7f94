package org.stanzagate.component;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.stanzagate.config.Secret;
import org.stanzagate.stanza.Namespaces;
import org.stanzagate.xml.Attribute;
import org.stanzagate.xml.Element;
import org.stanzagate.xml.Node;
import org.stanzagate.xml.Text;

/**
 * Blanks what is secret in a stanza, for people to look at it: the component's own secret wherever
 * it stands in text, and what the protocols have a place for. Immutable, safe in any thread.
 */
final class SecretBlanks {
  /** What stands where a secret was. */
  static final String BLANK = "(secret)";

  /** RFC 6120 section 6, XEP-0388: all that is said in them proves who one is. */
  private static final Set<String> SASL =
      Set.of("urn:ietf:params:xml:ns:xmpp-sasl", "urn:xmpp:sasl:2");

  /** XEP-0249, XEP-0215, and XEP-0176 have theirs in attributes. */
  private static final Set<String> ATTRIBUTES = Set.of("password", "pwd");

  /** Of HTTP, as XEP-0363 hands them out. */
  private static final Set<String> HEADERS =
      Set.of("authorization", "proxy-authorization", "cookie", "set-cookie");

  private final String secret;

  SecretBlanks(Secret secret) {
    this.secret = secret.value();
  }

  /** The same with blanks. */
  Element in(Element element) {
    Element.Builder blanked = element.toBuilder().clearChildren();
    for (Attribute attribute : element.attributes()) {
      blank(attribute, blanked);
    }
    if (isSecret(element)) {
      return blanked
          .addAll(element.children().isEmpty() ? List.of() : List.of(new Text(BLANK)))
          .build();
    }
    for (Node child : element.children()) {
      blanked.add(
          child instanceof Element inner ? in(inner) : new Text(in(((Text) child).value())));
    }
    return blanked.build();
  }

  private void blank(Attribute attribute, Element.Builder blanked) {
    String value = ATTRIBUTES.contains(attribute.name()) ? BLANK : in(attribute.value());
    if (!value.equals(attribute.value())) {
      blanked.attribute(
          new Attribute(attribute.namespace(), attribute.prefix(), attribute.name(), value));
    }
  }

  /** The same with a blank for the component's secret alone. */
  String in(String text) {
    return text.replace(secret, BLANK);
  }

  /** Whether all that is in it is secret. */
  private static boolean isSecret(Element element) {
    return switch (element.name()) {
      // XEP-0077, XEP-0078, XEP-0045, XEP-0048, XEP-0402: wherever it is, it is one.
      case "password" -> true;
      case "handshake" -> element.namespace().equals(Namespaces.CLIENT);
      case "digest" -> element.namespace().equals("jabber:iq:auth");
      case "key" -> element.namespace().equals("jabber:iq:register");
      case "header" -> HEADERS.contains(lowerCase(element.attribute("name")));
      case "field" -> element.namespace().equals(Namespaces.DATA) && isSecretField(element);
      default -> SASL.contains(element.namespace());
    };
  }

  /** XEP-0004 section 3.3, and who answers a form often leaves the type out. */
  private static boolean isSecretField(Element field) {
    String name = lowerCase(field.attribute("var"));
    return "text-private".equals(field.attribute("type"))
        || name.contains("password")
        || name.contains("secret");
  }

  private static String lowerCase(@Nullable String text) {
    return text == null ? "" : text.toLowerCase(Locale.ROOT);
  }
}
