package org.stanzagate.stanza;

/** The namespaces that the gateway itself speaks of. */
public final class Namespaces {
  /** RFC 6121; inside the program every stanza is in it. */
  public static final String CLIENT = "jabber:client";

  /** XEP-0114, section 4. */
  public static final String COMPONENT = "jabber:component:accept";

  /** RFC 6120, section 4.8.1. */
  public static final String STREAM = "http://etherx.jabber.org/streams";

  /** RFC 6120, section 4.9.2: the conditions of stream errors. */
  public static final String STREAM_ERRORS = "urn:ietf:params:xml:ns:xmpp-streams";

  /** RFC 6120, section 8.3.2: the conditions of stanza errors. */
  public static final String STANZA_ERRORS = "urn:ietf:params:xml:ns:xmpp-stanzas";

  /** XEP-0184. */
  public static final String RECEIPTS = "urn:xmpp:receipts";

  /** XEP-0033: names further addressees. */
  public static final String ADDRESS = "http://jabber.org/protocol/address";

  /** XEP-0203. */
  public static final String DELAY = "urn:xmpp:delay";

  /** XEP-0313. */
  public static final String MAM = "urn:xmpp:mam:2";

  /** XEP-0199. */
  public static final String PING = "urn:xmpp:ping";

  /** XEP-0030. */
  public static final String DISCO_INFO = "http://jabber.org/protocol/disco#info";

  /** XEP-0030. */
  public static final String DISCO_ITEMS = "http://jabber.org/protocol/disco#items";

  /** XEP-0092. */
  public static final String VERSION = "jabber:iq:version";

  /** XEP-0012. */
  public static final String LAST_ACTIVITY = "jabber:iq:last";

  /** XEP-0045, section 7.2: says that a presence is to join a room. */
  public static final String MUC = "http://jabber.org/protocol/muc";

  /** XEP-0045, section 7. */
  public static final String MUC_USER = "http://jabber.org/protocol/muc#user";

  /** XEP-0045, section 10. */
  public static final String MUC_OWNER = "http://jabber.org/protocol/muc#owner";

  /** XEP-0004. */
  public static final String DATA = "jabber:x:data";

  private Namespaces() {}
}
