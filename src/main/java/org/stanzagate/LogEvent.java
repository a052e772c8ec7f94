package org.stanzagate;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What both formats say of an event, every part of it fit for one line. */
final class LogEvent {
  /** The fields of the MDC that are shown: the stanza's id, the token's and the callback's name. */
  private static final List<String> SHOWN = List.of("stanza", "token", "callback");

  private static final DateTimeFormatter TIMESTAMP =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSX").withZone(ZoneOffset.UTC);

  private LogEvent() {}

  static String timestamp(ILoggingEvent event) {
    return TIMESTAMP.format(Instant.ofEpochMilli(event.getTimeStamp()));
  }

  static String message(ILoggingEvent event) {
    return LogText.message(event.getMessage(), event.getArgumentArray());
  }

  /** Those of the shown fields that are set, in their order. */
  static Map<String, String> fields(ILoggingEvent event) {
    Map<String, String> fields = new LinkedHashMap<>();
    for (String name : SHOWN) {
      String value = event.getMDCPropertyMap().get(name);
      if (value != null) {
        fields.put(name, LogText.argument(value));
      }
    }
    return fields;
  }

  /** At warn and info an exception was expected, and its message suffices. */
  static boolean showsStack(ILoggingEvent event) {
    return event.getLevel().equals(Level.ERROR) || !event.getLevel().isGreaterOrEqual(Level.INFO);
  }
}
