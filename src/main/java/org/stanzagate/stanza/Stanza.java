package org.stanzagate.stanza;

import org.jspecify.annotations.Nullable;
import org.jxmpp.jid.Jid;
import org.stanzagate.xml.Element;

/**
 * A whole, addressed stanza (RFC 6120 section 8): what goes over the component stream either way.
 * Immutable.
 *
 * @param element in {@code jabber:client}; its {@code to} and {@code from} are as in the record
 */
public record Stanza(Element element, Kind kind, Jid to, Jid from) {
  /**
   * Holds the three to the element.
   *
   * @throws IllegalArgumentException if they say something else
   */
  public Stanza {
    if (!element.is(Namespaces.CLIENT, kind.element())
        || !to.toString().equals(element.attribute("to"))
        || !from.toString().equals(element.attribute("from"))) {
      throw new IllegalArgumentException(
          "no " + kind.element() + " to " + to + " from " + from + ": " + element.name());
    }
  }

  /**
   * Takes an element that came over the stream, and normalises its addresses. All else is left to
   * the one it is for: a type that nobody knows counts as RFC 6121 says ({@link #type()}).
   *
   * @throws StanzaException if it is no stanza, or lacks an address, or has one that is no JID
   */
  public static Stanza of(Element element) throws StanzaException {
    StanzaChecks checks = new StanzaChecks(element);
    Jid to = checks.to();
    Jid from = checks.from(null);
    Element addressed = with(with(element, "to", to.toString()), "from", from.toString());
    return new Stanza(addressed, checks.kind(), to, from);
  }

  /** The element itself, not a copy, where the attribute is in normal form already: most are. */
  private static Element with(Element element, String attribute, String value) {
    return value.equals(element.attribute(attribute))
        ? element
        : element.toBuilder().attribute(attribute, value).build();
  }

  /**
   * The type it counts as. For a message or presence without one, or with one that RFC 6121 doesn't
   * know, {@code normal} or {@code available}; for such an iq the empty string.
   */
  public String type() {
    String type = element.attribute("type");
    return type != null && kind.types().contains(type) ? type : kind.defaultType();
  }

  public @Nullable String id() {
    return element.attribute("id");
  }

  /** An iq that asks: {@code get} or {@code set}. */
  public boolean isRequest() {
    return kind == Kind.IQ && (type().equals("get") || type().equals("set"));
  }

  /** An iq that answers one: {@code result} or {@code error}. */
  public boolean isResponse() {
    return kind == Kind.IQ && (type().equals("result") || type().equals("error"));
  }

  /** What came back of a stanza that nobody could take or handle (RFC 6120 section 8.3). */
  public boolean isError() {
    return type().equals("error");
  }

  /**
   * Whether an error may be sent in answer. Never to a presence, an error, a result, a groupchat or
   * headline message, one that a room marked with {@code muc#user}, or a result of an archive,
   * which may be a room's: RFC 6120 section 8.3.1, and rooms remove an occupant who returns errors.
   */
  public boolean mayBeRefused() {
    return switch (kind) {
      case PRESENCE -> false;
      case IQ -> isRequest();
      case MESSAGE ->
          (type().equals("normal") || type().equals("chat"))
              && element.element(Namespaces.MUC_USER, "x").isEmpty()
              && element.element(Namespaces.MAM, "result").isEmpty();
    };
  }

  /** The same kind with {@code to} and {@code from} swapped, the same id, the given type, empty. */
  public Stanza reply(String type) {
    return reply(type, Element.builder(Namespaces.CLIENT, kind.element()));
  }

  /** The error that answers this stanza. */
  public Stanza errorReply(StanzaError error) {
    return reply(
        "error", Element.builder(Namespaces.CLIENT, kind.element()).add(error.toElement()));
  }

  private Stanza reply(String type, Element.Builder reply) {
    Element answer =
        reply
            .attribute("to", from.toString())
            .attribute("from", to.toString())
            .attribute("id", id())
            .attribute("type", type.equals("available") ? null : type)
            .build();
    return new Stanza(answer, kind, from, to);
  }
}
