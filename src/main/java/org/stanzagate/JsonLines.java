package org.stanzagate;

import static java.nio.charset.StandardCharsets.UTF_8;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.core.encoder.EncoderBase;
import ch.qos.logback.core.encoder.JsonEscapeUtil;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Log events as JSON lines, with the fields timestamp, level, logger, message, and, where there is
 * one, stanza, token, callback, exception, stack_trace. All are strings. (Logback's own encoder has
 * the time in milliseconds, and the message apart from its arguments.)
 */
final class JsonLines extends EncoderBase<ILoggingEvent> {
  @Override
  public byte[] encode(ILoggingEvent event) {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("timestamp", LogEvent.timestamp(event));
    fields.put("level", event.getLevel().toString());
    fields.put("logger", event.getLoggerName());
    fields.put("message", LogEvent.message(event));
    fields.putAll(LogEvent.fields(event));
    IThrowableProxy thrown = event.getThrowableProxy();
    if (thrown != null) {
      fields.put("exception", LogThrowable.brief(thrown));
      if (LogEvent.showsStack(event)) {
        fields.put("stack_trace", LogThrowable.full(thrown, "\n\t"));
      }
    }
    return fields.entrySet().stream()
        .map(field -> quote(field.getKey()) + ":" + quote(field.getValue()))
        .collect(Collectors.joining(",", "{", "}\n"))
        .getBytes(UTF_8);
  }

  private static String quote(String text) {
    // A slash needs no escape (RFC 8259 section 7), and URLs and XML are read, and searched for.
    return '"' + JsonEscapeUtil.jsonEscapeString(text).replace("\\/", "/") + '"';
  }

  @Override
  public byte[] headerBytes() {
    return new byte[0];
  }

  @Override
  public byte[] footerBytes() {
    return new byte[0];
  }
}
