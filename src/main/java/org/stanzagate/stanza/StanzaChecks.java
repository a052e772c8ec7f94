package org.stanzagate.stanza;

import org.jspecify.annotations.Nullable;
import org.jxmpp.jid.Jid;
import org.jxmpp.stringprep.XmppStringprepException;
import org.stanzagate.xml.Element;
import org.stanzagate.xml.Node;
import org.stanzagate.xml.Text;
import org.stanzagate.xml.XmlCharacters;

/** What makes an element a stanza, one question a method (RFC 6120 section 8, RFC 6121). */
final class StanzaChecks {
  private final Element element;
  private final Kind kind;

  /**
   * Asks for the kind.
   *
   * @throws StanzaException if it is no stanza at all
   */
  StanzaChecks(Element element) throws StanzaException {
    this.element = element;
    if (!element.namespace().equals(Namespaces.CLIENT)) {
      throw new StanzaException(
          StanzaException.INVALID_NAMESPACE,
          "a stanza has no xmlns, or xmlns='jabber:client'; this one has xmlns='"
              + element.namespace()
              + "'");
    }
    this.kind =
        Kind.of(element.name())
            .orElseThrow(
                () ->
                    new StanzaException(
                        StanzaException.UNSUPPORTED_STANZA_TYPE,
                        "a stanza is a message, a presence or an iq, not <"
                            + element.name()
                            + ">"));
  }

  /** Asks for a type that the kind may have. */
  void type() throws StanzaException {
    String type = element.attribute("type");
    boolean proper =
        type == null
            ? !kind.defaultType().isEmpty()
            : type.equals(kind.defaultType()) || kind.types().contains(type);
    if (!proper) {
      throw new StanzaException(
          StanzaException.INVALID_XML,
          (type == null
                  ? "an iq needs a type: "
                  : "type='" + type + "' is none of " + kind.element() + "'s; say ")
              + String.join(", ", kind.types())
              + (kind.defaultType().isEmpty() ? "" : ", or leave it out"));
    }
  }

  /** Asks for the child elements that the type wants, and no others. */
  void content() throws StanzaException {
    int errors = 0;
    int others = 0;
    for (Node child : element.children()) {
      if (child instanceof Text text && !XmlCharacters.isWhiteSpace(text.value())) {
        throw badFormat(
            "text can't stand in <"
                + kind.element()
                + "> itself; put it into a child element, such as <body>");
      }
      if (child instanceof Element inner && inner.is(Namespaces.CLIENT, "error")) {
        errors++;
      } else if (child instanceof Element) {
        others++;
      }
    }
    boolean isError = "error".equals(element.attribute("type"));
    if (errors != (isError ? 1 : 0)) {
      throw badFormat(
          isError
              ? "a stanza of type error has exactly one <error>, and this one has " + errors
              : "only a stanza of type error has an <error>; say type='error', or leave it out");
    }
    if (kind == Kind.IQ) {
      payloads(others);
    }
  }

  private void payloads(int number) throws StanzaException {
    String type = String.valueOf(element.attribute("type"));
    boolean asks = type.equals("get") || type.equals("set");
    if (number > 1 || (asks && number == 0)) {
      throw badFormat(
          "an iq of type "
              + type
              + (asks ? " has exactly one payload" : " has at most one payload")
              + ", and this one has "
              + (number == 0 ? "none" : number));
    }
  }

  Kind kind() {
    return kind;
  }

  /** Asks for the address of the one that it is for. */
  Jid to() throws StanzaException {
    return address(
        "to",
        null,
        StanzaException.IMPROPER_ADDRESSING,
        "there is no 'to'; say whom the stanza is for, such as to='user@example.org'");
  }

  /**
   * Asks for the address of its sender.
   *
   * @param other where {@code from} is left out or empty; null where it must not be
   */
  Jid from(@Nullable Jid other) throws StanzaException {
    return address("from", other, StanzaException.INVALID_FROM, "there is no 'from'");
  }

  private Jid address(String name, @Nullable Jid other, String condition, String missing)
      throws StanzaException {
    String written = element.attribute(name);
    if (written == null || written.isEmpty()) {
      if (other == null) {
        throw new StanzaException(condition, missing);
      }
      return other;
    }
    try {
      return Jids.parse(written);
    } catch (XmppStringprepException e) {
      throw new StanzaException(
          condition, "'" + name + "' is no JID, such as user@example.org: " + e.getMessage());
    }
  }

  private static StanzaException badFormat(String message) {
    return new StanzaException(StanzaException.BAD_FORMAT, message);
  }
}
