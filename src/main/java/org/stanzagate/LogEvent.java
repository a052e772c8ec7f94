package org.stanzagate;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.KeyValuePair;
import org.stanzagate.log.LogField;

/** What both formats say of an event, every part of it fit for one line. */
final class LogEvent {
  /** Whole stanzas are shown there: nearly all fit, and a flood of large ones still fits a disk. */
  private static final int LONGEST_AT_DEBUG = 4000;

  private static final DateTimeFormatter TIMESTAMP =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSX").withZone(ZoneOffset.UTC);

  private LogEvent() {}

  static String timestamp(ILoggingEvent event) {
    return TIMESTAMP.format(Instant.ofEpochMilli(event.getTimeStamp()));
  }

  static String message(ILoggingEvent event) {
    boolean isShort = event.getLevel().isGreaterOrEqual(Level.INFO);
    return LogText.message(
        event.getMessage(),
        event.getArgumentArray(),
        isShort ? LogText.LONGEST_ARGUMENT : LONGEST_AT_DEBUG);
  }

  /** What the event concerns, in the fields' order. */
  static Map<String, String> fields(ILoggingEvent event) {
    @Nullable List<KeyValuePair> pairs = event.getKeyValuePairs();
    if (pairs == null) {
      return Map.of();
    }
    Map<String, String> fields = new LinkedHashMap<>();
    for (LogField field : LogField.values()) {
      for (KeyValuePair pair : pairs) {
        if (pair.key.equals(field.key())) {
          fields.put(pair.key, LogText.argument(String.valueOf(pair.value)));
        }
      }
    }
    return fields;
  }

  /** At warn and info an exception was expected, and its message suffices. */
  static boolean showsStack(ILoggingEvent event) {
    return event.getLevel().equals(Level.ERROR) || !event.getLevel().isGreaterOrEqual(Level.INFO);
  }
}
