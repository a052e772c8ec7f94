package org.stanzagate.config;

import org.jspecify.annotations.Nullable;
import org.jxmpp.jid.Jid;
import org.stanzagate.tls.Authorities;

/**
 * The connection to the XMPP server (XEP-0114).
 *
 * @param domain the component's own JID
 * @param host the server's name or address, not looked up yet
 * @param tls whose certificates the server is believed by; null for a connection without TLS
 * @param maxStanza the largest incoming stanza, in bytes
 * @param maxSend the largest outgoing stanza as XML, in bytes
 */
public record ComponentConfig(
    Jid domain,
    Secret secret,
    String host,
    int port,
    @Nullable Authorities tls,
    int maxStanza,
    int maxSend) {
  public ComponentConfig {
    if (!domain.isDomainBareJid()) {
      throw new IllegalArgumentException("a component is a domain, not " + domain);
    }
    if (port < 0 || port > 65535) {
      throw new IllegalArgumentException("there is no port " + port);
    }
    if (maxStanza < 1 || maxSend < 1) {
      throw new IllegalArgumentException("a stanza has more than no bytes");
    }
  }
}
