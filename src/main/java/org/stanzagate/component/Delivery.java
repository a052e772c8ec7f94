package org.stanzagate.component;

/** What became of a stanza that was to be sent. */
public sealed interface Delivery permits Delivery.Written, NotSent {
  /** It was written to the server's socket; XEP-0114 has no acknowledgement beyond that. */
  record Written() implements Delivery {}
}
