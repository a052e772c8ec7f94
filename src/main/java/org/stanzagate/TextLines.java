package org.stanzagate;

import static java.nio.charset.StandardCharsets.UTF_8;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.core.encoder.EncoderBase;
import java.util.stream.Collectors;

/**
 * Log events as text, a line each: {@code 2026-11-22T10:00:00.000Z INFO RestServer [stanza=…
 * token=… callback=…] message}. A stack is folded into its line.
 */
final class TextLines extends EncoderBase<ILoggingEvent> {
  @Override
  public byte[] encode(ILoggingEvent event) {
    StringBuilder line = new StringBuilder(256);
    String logger = event.getLoggerName();
    line.append(LogEvent.timestamp(event))
        .append(' ')
        .append(event.getLevel())
        .append(' ')
        .append(logger, logger.lastIndexOf('.') + 1, logger.length())
        .append(' ');
    var fields = LogEvent.fields(event);
    if (!fields.isEmpty()) {
      line.append(
          fields.entrySet().stream()
              .map(field -> field.getKey() + "=" + field.getValue())
              .collect(Collectors.joining(" ", "[", "] ")));
    }
    line.append(LogEvent.message(event));
    IThrowableProxy thrown = event.getThrowableProxy();
    if (thrown != null && LogEvent.showsStack(event)) {
      line.append(" | ").append(LogThrowable.full(thrown, " | "));
    } else if (thrown != null) {
      line.append(" (").append(LogThrowable.brief(thrown)).append(')');
    }
    return line.append('\n').toString().getBytes(UTF_8);
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
