package org.stanzagate.log;

import org.jspecify.annotations.Nullable;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * What an event concerns, in the order in which a line shows it. It is a part of the event, not of
 * the thread that logs it: nothing of it can be left behind for another's line.
 */
public enum LogField {
  /** The id of a stanza, which its sender chose. */
  STANZA("stanza"),
  /** The name of a token. */
  TOKEN("token"),
  /** The name of a callback. */
  CALLBACK("callback");

  private final String key;

  LogField(String key) {
    this.key = key;
  }

  /** Its name in the lines. */
  public String key() {
    return key;
  }

  /**
   * Adds the field to an event that is about to be logged.
   *
   * @param value null or empty where there is none
   */
  public LoggingEventBuilder on(LoggingEventBuilder event, @Nullable String value) {
    return value == null || value.isEmpty() ? event : event.addKeyValue(key, value);
  }
}
