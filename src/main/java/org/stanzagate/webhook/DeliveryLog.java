package org.stanzagate.webhook;

import static org.stanzagate.log.LogField.CALLBACK;
import static org.stanzagate.log.LogField.STANZA;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.stanzagate.stanza.Stanza;

/**
 * What the log says of one callback's deliveries: each line with the callback's name, as {@code
 * callback}, and the stanza's id, as {@code stanza}. Safe in any thread.
 */
final class DeliveryLog {
  private static final Logger LOG = LoggerFactory.getLogger(Callback.class);

  private final String callback;

  DeliveryLog(String callback) {
    this.callback = callback;
  }

  void debug(Stanza stanza, String format, @Nullable Object... arguments) {
    log(Level.DEBUG, stanza, format, arguments);
  }

  void warn(Stanza stanza, String format, @Nullable Object... arguments) {
    log(Level.WARN, stanza, format, arguments);
  }

  /** What is told of a delivery that went its way, and what follows from the answer. */
  void delivered(Stanza stanza, Response response) {
    response
        .notes()
        .forEach(note -> log(note.level(), stanza, note.format(), note.arguments().toArray()));
    debug(
        stanza,
        "{} from {} to {} delivered; stanzas that go back: {}",
        stanza.kind().element(),
        stanza.from(),
        stanza.to(),
        response.stanzas().size());
  }

  /** A fault of ours. */
  void fault(Stanza stanza, Throwable e) {
    log(
        Level.ERROR,
        stanza,
        "the delivery of the {} from {} to {} ended by a fault of the gateway",
        stanza.kind().element(),
        stanza.from(),
        stanza.to(),
        e);
  }

  /** A line about a stanza, or about none. */
  void log(Level level, @Nullable Stanza stanza, String format, @Nullable Object... arguments) {
    STANZA
        .on(CALLBACK.on(LOG.atLevel(level), callback), stanza == null ? null : stanza.id())
        .log(format, arguments);
  }
}
