package org.stanzagate.stanza;

import java.util.Optional;
import org.jxmpp.jid.Jid;
import org.jxmpp.stringprep.XmppStringprepException;

/**
 * A pattern of addresses, as the configuration writes it: {@code a@d} is that address, {@code d}
 * the domain's own; {@code *@d} are the users of the domain; {@code *.d} and {@code *@*.d} are the
 * same for its subdomains, however deep. Each with any resource or none. Immutable.
 *
 * @param user what stands before the {@code @}: a localpart, {@link #ANY}, or the empty string
 * @param domain normalised, without the {@code *.}
 */
public record JidPattern(String user, String domain, boolean ofSubdomains) {
  private static final String ANY = "*";

  /**
   * Reads a pattern, and normalises its parts as those of a JID.
   *
   * @throws XmppStringprepException if it is none; the message says why
   */
  public static JidPattern parse(String text) throws XmppStringprepException {
    boolean anyUser = text.startsWith("*@");
    String rest = anyUser ? text.substring(2) : text;
    boolean ofSubdomains = rest.startsWith("*.");
    Jid jid = Jids.parse(ofSubdomains ? rest.substring(2) : rest);
    if (jid.hasResource()) {
      throw new XmppStringprepException(text, "a pattern has no resource; it means any");
    }
    boolean hasUser = jid.getLocalpartOrNull() != null;
    if (hasUser && (anyUser || ofSubdomains)) {
      throw new XmppStringprepException(text, "a * and a name can't go together");
    }
    String user = hasUser ? jid.getLocalpartOrThrow().toString() : anyUser ? ANY : "";
    return new JidPattern(user, jid.getDomain().toString(), ofSubdomains);
  }

  /** Whether the address is one of those meant. */
  public boolean matches(Jid jid) {
    return matchesUser(jid) && matchesDomain(jid.getDomain().toString());
  }

  /** Whether addresses of that domain are meant. */
  public boolean matchesDomain(Jid domain) {
    return matchesDomain(domain.getDomain().toString());
  }

  /** The one address, without a resource, that is meant; empty where a star stands for many. */
  public Optional<Jid> single() {
    return user.equals(ANY) || ofSubdomains ? Optional.empty() : Optional.of(bare());
  }

  private Jid bare() {
    try {
      return Jids.parse(toString());
    } catch (XmppStringprepException e) {
      throw new IllegalStateException("it was a JID when the pattern was read", e);
    }
  }

  /** As the configuration writes it. */
  @Override
  public String toString() {
    return (user.isEmpty() ? "" : user + "@") + (ofSubdomains ? "*." : "") + domain;
  }

  private boolean matchesUser(Jid jid) {
    CharSequence local = jid.getLocalpartOrNull();
    return user.equals(ANY) ? local != null : user.contentEquals(local == null ? "" : local);
  }

  private boolean matchesDomain(String other) {
    if (!ofSubdomains) {
      return other.equals(domain);
    }
    return other.length() > domain.length() + 1
        && other.endsWith(domain)
        && other.charAt(other.length() - domain.length() - 1) == '.';
  }
}
