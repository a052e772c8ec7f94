package org.stanzagate.stanza;

import org.jxmpp.JxmppContext;
import org.jxmpp.jid.Jid;
import org.jxmpp.jid.impl.JidCreate;
import org.jxmpp.stringprep.XmppStringprepException;
import org.jxmpp.util.XmppStringUtils;

/**
 * The one door through which text becomes a JID (RFC 6122): prepared with stringprep, as Prosody
 * and ejabberd do, so that equal addresses compare equal. Safe in any thread.
 */
public final class Jids {
  // A context of our own, without jxmpp's caches: they are one for the whole JVM, and would hold
  // what others had prepared in another way.
  private static final JxmppContext CONTEXT =
      JxmppContext.builder().withXmppStringprep(new Stringprep()).build();

  private Jids() {}

  /**
   * Parses and normalises. One dot at the end of the domain is dropped (RFC 6122, section 2.2).
   *
   * @throws XmppStringprepException if it is no JID; the message says why
   */
  public static Jid parse(String jid) throws XmppStringprepException {
    String localpart = XmppStringUtils.parseLocalpart(jid);
    String domainpart = XmppStringUtils.parseDomain(jid);
    String resourcepart = XmppStringUtils.parseResource(jid);
    if ("".equals(localpart)) {
      throw new XmppStringprepException(jid, "there is nothing before the @");
    }
    if (domainpart.isEmpty()) {
      throw new XmppStringprepException(jid, "there is no domain");
    }
    if ("".equals(resourcepart)) {
      throw new XmppStringprepException(jid, "there is nothing after the /");
    }
    return JidCreate.from(localpart, domainpart, resourcepart, CONTEXT);
  }
}
