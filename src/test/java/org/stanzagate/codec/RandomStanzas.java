package org.stanzagate.codec;

import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.stanzagate.stanza.Namespaces;
import org.stanzagate.xml.Attribute;
import org.stanzagate.xml.Element;

/**
 * Makes stanzas of what the mapping knows, of what comes near it, and of what it doesn't know; the
 * same ones for the same seed.
 */
public final class RandomStanzas {
  private static final List<String> TEXTS =
      List.of(
          "",
          "a",
          "b",
          " x ",
          "<&>\"'",
          "åäö😀",
          "l1\nl2",
          "cr\r\nlf\ttab",
          "true",
          "1",
          "-1",
          "]]>");
  private static final List<String> LANGUAGES = List.of("de", "DE", "sv", "en-GB");
  private static final List<ElementName> KNOWN =
      List.of(
          client("body"),
          client("body"),
          client("subject"),
          client("thread"),
          client("show"),
          client("status"),
          client("status"),
          client("priority"),
          client("error"),
          new ElementName(Namespaces.PING, "ping"),
          new ElementName(Namespaces.VERSION, "query"),
          new ElementName(Namespaces.DISCO_INFO, "query"),
          new ElementName(Namespaces.DISCO_ITEMS, "query"),
          new ElementName("urn:xmpp:sid:0", "stanza-id"),
          new ElementName("urn:xmpp:sid:0", "origin-id"),
          new ElementName("urn:xmpp:reactions:0", "reactions"),
          new ElementName("jabber:x:oob", "x"),
          new ElementName("http://jabber.org/protocol/chatstates", "active"),
          new ElementName("http://jabber.org/protocol/chatstates", "paused"),
          new ElementName("http://jabber.org/protocol/muc#user", "x"),
          new ElementName("http://jabber.org/protocol/stats", "query"),
          new ElementName("urn:example", "x"),
          new ElementName("", "x"));
  private static final List<String> INNER =
      List.of(
          "name",
          "version",
          "os",
          "item",
          "identity",
          "feature",
          "url",
          "desc",
          "reaction",
          "status",
          "stat",
          "x",
          "item-not-found",
          "text",
          "body");
  private static final List<String> ATTRIBUTES =
      List.of("id", "by", "node", "jid", "name", "parent", "type", "category", "var", "code", "to");

  private final Random random;

  public RandomStanzas(long seed) {
    this.random = new Random(seed);
  }

  public Element next() {
    String kind = one(List.of("message", "presence", "iq"));
    Element.Builder stanza = Element.builder(Namespaces.CLIENT, kind);
    stanza.attribute("type", type(kind));
    if (random.nextBoolean()) {
      stanza
          .attribute("id", one(TEXTS))
          .attribute("to", "romeo@localhost")
          .attribute("from", "a@b");
    }
    if (random.nextInt(3) == 0) {
      stanza.lang(one(LANGUAGES));
    }
    if (random.nextInt(5) == 0) {
      stanza.declare("p", "urn:example:p");
    }
    for (int i = random.nextInt(5); i > 0; i--) {
      stanza.add(child(one(KNOWN)));
    }
    return stanza.build();
  }

  private @Nullable String type(String kind) {
    return switch (kind) {
      case "message" ->
          random.nextBoolean() ? null : one(List.of("chat", "normal", "error", "odd"));
      case "presence" -> random.nextBoolean() ? null : one(List.of("unavailable", "error"));
      default -> one(List.of("get", "set", "result", "error"));
    };
  }

  private Element child(ElementName name) {
    Element.Builder element =
        Element.builder(name.namespace(), random.nextInt(9) == 0 ? "q" : "", name.name());
    if (random.nextInt(4) == 0) {
      element.lang(one(LANGUAGES));
    }
    for (int i = random.nextInt(3); i > 0; i--) {
      element.attribute(one(ATTRIBUTES), one(TEXTS));
    }
    if (random.nextInt(12) == 0) {
      element.attribute(new Attribute("urn:example:p", "p", "a", one(TEXTS)));
    }
    if (random.nextBoolean()) {
      element.text(one(TEXTS));
    }
    for (int i = random.nextInt(4); i > 0; i--) {
      element.add(inner(name.namespace()));
      if (random.nextInt(8) == 0) {
        element.text(one(TEXTS));
      }
    }
    return element.build();
  }

  private Element inner(String outer) {
    String namespace =
        one(
            List.of(
                outer,
                outer,
                outer,
                Namespaces.STANZA_ERRORS,
                "jabber:x:data",
                Namespaces.CLIENT,
                ""));
    if (namespace.equals("jabber:x:data")) {
      return form();
    }
    Element.Builder element = Element.builder(namespace, one(INNER));
    for (int i = random.nextInt(3); i > 0; i--) {
      element.attribute(one(ATTRIBUTES), one(TEXTS));
    }
    return random.nextBoolean() ? element.build() : element.text(one(TEXTS)).build();
  }

  private Element form() {
    Element.Builder form = Element.builder("jabber:x:data", "x").attribute("type", "result");
    form.add(field("FORM_TYPE", "hidden"));
    for (int i = random.nextInt(3); i > 0; i--) {
      form.add(
          field(
              one(TEXTS), one(List.of("boolean", "text-single", "text-multi", "list-multi", ""))));
    }
    return form.build();
  }

  private Element field(String name, String type) {
    Element.Builder field = Element.builder("jabber:x:data", "field").attribute("var", name);
    field.attribute("type", type.isEmpty() ? null : type);
    for (int i = random.nextInt(3); i > 0; i--) {
      field.add(Element.ofText("jabber:x:data", "value", one(TEXTS)));
    }
    return field.build();
  }

  private static ElementName client(String name) {
    return new ElementName(Namespaces.CLIENT, name);
  }

  private <T> T one(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }
}
