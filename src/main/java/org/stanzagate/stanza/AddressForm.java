package org.stanzagate.stanza;

import org.jxmpp.jid.Jid;

/** The forms that the address of a stanza can have, as mod_rest's events tell them apart. */
public enum AddressForm {
  /** {@code user@domain}. */
  BARE,
  /** {@code user@domain/resource}. */
  FULL,
  /** The domain's own address, with or without a resource. */
  HOST;

  public static AddressForm of(Jid jid) {
    if (jid.getLocalpartOrNull() == null) {
      return HOST;
    }
    return jid.hasResource() ? FULL : BARE;
  }
}
