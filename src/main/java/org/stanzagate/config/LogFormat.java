package org.stanzagate.config;

/** How log events are written: a line of text, or a line of JSON. */
public enum LogFormat {
  TEXT,
  JSON
}
