package org.stanzagate.http;

import java.util.Collection;
import java.util.List;
import org.jxmpp.jid.Jid;
import org.stanzagate.config.AuthConfig.Scope;
import org.stanzagate.listener.Failure;
import org.stanzagate.listener.HttpException;
import org.stanzagate.stanza.JidPattern;
import org.stanzagate.stanza.Kind;
import org.stanzagate.stanza.Namespaces;
import org.stanzagate.stanza.Stanza;
import org.stanzagate.stanza.StanzaDraft;
import org.stanzagate.xml.Element;

/**
 * What a caller may send: from addresses of the component's domain, and within the scope of a
 * token. One that is bound to a scope can't get around it by a payload in which others are
 * addressed, or spoken for. Immutable.
 */
final class Permissions {
  /** XEP-0356 and XEP-0355: the server does for a component what another user could do. */
  private static final List<String> POWERS = List.of("urn:xmpp:privilege:", "urn:xmpp:delegation:");

  private final Jid domain;
  private final Scope scope;

  /**
   * @param domain the component's
   */
  Permissions(Jid domain, Scope scope) {
    this.domain = domain;
    this.scope = scope;
  }

  /**
   * Who sends a stanza that doesn't say so.
   *
   * @throws HttpException if it has to, for the first address of the scope stands for many
   */
  Jid defaultFrom(StanzaDraft draft) throws HttpException {
    if (draft.hasFrom() || scope.from().isEmpty()) {
      return domain;
    }
    return scope
        .from()
        .get(0)
        .single()
        .orElseThrow(
            () ->
                new HttpException(
                    Failure.unprocessable(
                        "invalid-from",
                        "there is no 'from', and this token has none of its own: say who sends it,"
                            + " one of "
                            + list(scope.from()))));
  }

  /** Patterns of the addresses that it may send from; empty for all of the domain. */
  List<JidPattern> own() {
    return scope.from();
  }

  /**
   * Lets a stanza pass that may be sent.
   *
   * @throws HttpException otherwise; says what would be allowed
   */
  void check(Stanza stanza) throws HttpException {
    checkDomain(stanza.from());
    if (!scope.kinds().isEmpty() && !scope.kinds().contains(stanza.kind())) {
      throw forbidden(
          "this token may not send stanzas of kind "
              + stanza.kind().element()
              + ", only "
              + list(scope.kinds().stream().sorted().map(Kind::element).toList()));
    }
    checkAddress("from", scope.from(), stanza.from());
    checkAddress("to", scope.to(), stanza.to());
    if (isBound()) {
      checkContent(stanza.element());
    }
  }

  private void checkDomain(Jid from) throws HttpException {
    if (!from.asDomainBareJid().equals(domain)) {
      throw forbidden(
          "from is "
              + from
              + ", which is not this component's to use: leave it out, or give "
              + domain
              + " or anything@"
              + domain
              + ", with or without a resource");
    }
  }

  private static void checkAddress(String attribute, List<JidPattern> allowed, Jid jid)
      throws HttpException {
    if (!allowed.isEmpty() && allowed.stream().noneMatch(pattern -> pattern.matches(jid))) {
      throw forbidden(
          attribute
              + " is "
              + jid
              + ", and this token may send only "
              + attribute
              + " "
              + list(allowed));
    }
  }

  private boolean isBound() {
    return !scope.from().isEmpty() || !scope.kinds().isEmpty() || !scope.to().isEmpty();
  }

  private static void checkContent(Element element) throws HttpException {
    String namespace = element.namespace();
    if (namespace.equals(Namespaces.ADDRESS) || POWERS.stream().anyMatch(namespace::startsWith)) {
      throw forbidden(
          "this token is bound to certain addresses or kinds, and may not send <"
              + element.name()
              + " xmlns='"
              + namespace
              + "'>, by which it could reach or be others; take it out");
    }
    for (Element child : element.elements()) {
      checkContent(child);
    }
  }

  private static String list(Collection<?> items) {
    return String.join(", ", items.stream().map(Object::toString).toList());
  }

  private static HttpException forbidden(String text) {
    return new HttpException(Failure.forbidden(text));
  }
}
