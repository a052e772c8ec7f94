package org.stanzagate.webhook;

/** What became of a stanza that was to be stored. */
enum Taken {
  STORED,
  /** Too much is waiting. */
  FULL,
  /** The store can't be written. */
  UNWRITABLE
}
