package org.stanzagate;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.encoder.Encoder;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.slf4j.event.KeyValuePair;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

class LogLinesTest {
  private static final Map<String, String> FIELDS =
      Map.of("token", "echobot", "stanza", "a\nb", "other", "x");

  private final LoggerContext context = new LoggerContext();

  @Test
  void aLineOfTextHasTimeLevelLoggerFieldsAndMessage() {
    assertThat(text(event(Level.INFO, "from {}", null, "a\nb")))
        .isEqualTo(
            "2026-11-22T10:00:00.120Z INFO RestServer [stanza=a\\nb token=echobot] from a\\nb\n");
  }

  @Test
  void aLineOfJsonHasTheSameAsFields() {
    JsonNode json = json(event(Level.INFO, "from \"{}\" \\", null, "a\nb"));

    assertThat(json.propertyNames())
        .containsExactly("timestamp", "level", "logger", "message", "stanza", "token");
    assertThat(json.get("timestamp").asString()).isEqualTo("2026-11-22T10:00:00.120Z");
    assertThat(json.get("level").asString()).isEqualTo("INFO");
    assertThat(json.get("logger").asString()).isEqualTo("org.stanzagate.http.RestServer");
    assertThat(json.get("message").asString()).isEqualTo("from \"a\\nb\" \\");
    assertThat(json.get("stanza").asString()).isEqualTo("a\\nb");
    assertThat(json.get("token").asString()).isEqualTo("echobot");
  }

  @Test
  void aSlashIsItselfInJson() {
    LoggingEvent event = event(Level.INFO, "{}", null, "</a> \\/ \\\\/ /\\");

    assertThat(line(new JsonLines(), event)).contains("\"</a> ");
    assertThat(json(event).get("message").asString()).isEqualTo("</a> \\/ \\\\/ /\\");
  }

  @Test
  void fieldsThatAreNotSetAreNotThere() {
    LoggingEvent event = event(Map.of(), Level.WARN, "x", null);

    assertThat(text(event)).isEqualTo("2026-11-22T10:00:00.120Z WARN RestServer x\n");
    assertThat(json(event).propertyNames())
        .containsExactly("timestamp", "level", "logger", "message");
  }

  @Test
  void textFromOutsideIsShownLongerAtDebug() {
    String text = "x".repeat(5000);

    assertThat(text(event(Map.of(), Level.INFO, "{}", null, text)))
        .endsWith(" " + "x".repeat(200) + "…\n");
    assertThat(text(event(Map.of(), Level.DEBUG, "{}", null, text)))
        .endsWith(" " + "x".repeat(4000) + "…\n");
  }

  @Test
  void anExceptionThatWasExpectedIsItsMessageAndThoseOfItsCauses() {
    LoggingEvent event =
        event(
            Level.WARN,
            "no answer from {}",
            new IOException("reset\nby peer", new IllegalStateException()),
            "x");

    assertThat(text(event))
        .endsWith(
            " no answer from x (java.io.IOException: reset\\nby peer; caused by"
                + " java.lang.IllegalStateException)\n");
    assertThat(json(event).get("exception").asString())
        .isEqualTo(
            "java.io.IOException: reset\\nby peer; caused by java.lang.IllegalStateException");
    assertThat(json(event).has("stack_trace")).isFalse();
  }

  @Test
  void anErrorHasItsStackFoldedIntoTheLine() {
    IOException suppressed = new IOException("s\u2028s");
    Exception error = new IllegalStateException("a\r\nb", new IOException("c"));
    error.addSuppressed(suppressed);
    LoggingEvent event = event(Level.ERROR, "fault", error);

    assertThat(text(event))
        .contains(" fault | java.lang.IllegalStateException: a\\r\\nb | at org.stanzagate.LogLines")
        .contains(" | suppressed java.io.IOException: s\\u2028s | at ")
        .contains(" | caused by java.io.IOException: c");
    assertThat(json(event).get("stack_trace").asString())
        .startsWith("java.lang.IllegalStateException: a\\r\\nb\n\tat org.stanzagate.LogLinesTest")
        .contains("\n\tcaused by java.io.IOException: c");
    assertThat(json(event).get("exception").asString())
        .isEqualTo("java.lang.IllegalStateException: a\\r\\nb; caused by java.io.IOException: c");
  }

  @Test
  void exceptionsThatCauseEachOtherHaveAnEnd() {
    Exception first = new IOException("first");
    Exception second = new IOException("second", first);
    first.initCause(second);

    assertThat(text(event(Level.ERROR, "x", first))).contains("first").contains("second");
    assertThat(text(event(Level.WARN, "x", first))).hasSizeLessThan(1000);
  }

  private LoggingEvent event(
      Level level, String message, @Nullable Throwable thrown, Object... arguments) {
    return event(FIELDS, level, message, thrown, arguments);
  }

  private LoggingEvent event(
      Map<String, String> fields,
      Level level,
      String message,
      @Nullable Throwable thrown,
      Object... arguments) {
    LoggingEvent event =
        new LoggingEvent(
            "x",
            context.getLogger("org.stanzagate.http.RestServer"),
            level,
            message,
            thrown,
            arguments);
    event.setInstant(Instant.parse("2026-11-22T10:00:00.12Z"));
    event.setKeyValuePairs(
        fields.entrySet().stream()
            .map(field -> new KeyValuePair(field.getKey(), field.getValue()))
            .toList());
    return event;
  }

  private static String text(ILoggingEvent event) {
    return line(new TextLines(), event);
  }

  private static JsonNode json(ILoggingEvent event) {
    return new ObjectMapper().readTree(line(new JsonLines(), event));
  }

  private static String line(Encoder<ILoggingEvent> encoder, ILoggingEvent event) {
    String line = new String(encoder.encode(event), UTF_8);
    assertThat(line.indexOf('\n')).isEqualTo(line.length() - 1);
    return line;
  }
}
