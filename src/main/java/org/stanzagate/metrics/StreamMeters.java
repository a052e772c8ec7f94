package org.stanzagate.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.stanzagate.component.Disconnect;
import org.stanzagate.component.Disconnect.Reason;
import org.stanzagate.component.StreamCounters;
import org.stanzagate.component.StreamStatus;
import org.stanzagate.stanza.Kind;

/** What the streams count, shown as meters; it is read when somebody asks for them. */
final class StreamMeters {
  private static final String REASON = "reason";

  private final MeterRegistry registry;
  private final StreamStatus stream;
  private final StreamCounters counters;

  StreamMeters(MeterRegistry registry, StreamStatus stream) {
    this.registry = registry;
    this.stream = stream;
    this.counters = stream.counters();
  }

  void register() {
    for (Kind kind : Kind.values()) {
      counter(
              "stanzagate.stanzas.received",
              "Stanzas from the XMPP server",
              of -> of.received(kind))
          .tag("kind", kind.element())
          .register(registry);
      counter("stanzagate.stanzas.sent", "Stanzas written to the XMPP server", of -> of.sent(kind))
          .tag("kind", kind.element())
          .register(registry);
    }
    for (Reason reason : Reason.values()) {
      register(reason);
    }
    counter(
            "stanzagate.stream.reconnects",
            "Streams to the XMPP server that came up after the first",
            StreamCounters::reconnects)
        .register(registry);
    Gauge.builder("stanzagate.stream.up", stream, of -> of.isConnected() ? 1 : 0)
        .description("1 while there is a stream to the XMPP server")
        .register(registry);
    Gauge.builder("stanzagate.stream.last.stanza.timestamp", counters, StreamMeters::lastReceived)
        .description("When the last stanza came from the XMPP server; NaN before the first")
        .baseUnit("seconds")
        .register(registry);
    Gauge.builder("stanzagate.iqs.waiting", stream, of -> of.waiting(Kind.IQ))
        .description("Iqs that were sent and wait for an answer")
        .register(registry);
  }

  private void register(Reason reason) {
    String text = reason.name().toLowerCase(Locale.ROOT);
    counter(
            "stanzagate.stream.disconnects",
            "Streams to the XMPP server, and tries to open one, that ended",
            of -> of.disconnects(reason))
        .tag(REASON, text)
        .register(registry);
    Gauge.builder("stanzagate.stream.last.disconnect", counters, of -> isLast(of, reason))
        .description("1 for the reason of the last one that ended")
        .tag(REASON, text)
        .register(registry);
  }

  private FunctionCounter.Builder<StreamCounters> counter(
      String name, String help, ToDoubleFunction<StreamCounters> value) {
    return FunctionCounter.builder(name, counters, value).description(help);
  }

  private static double isLast(StreamCounters counters, Reason reason) {
    return counters.lastDisconnect().map(Disconnect::reason).filter(reason::equals).isPresent()
        ? 1
        : 0;
  }

  private static double lastReceived(StreamCounters counters) {
    return counters.lastReceived().map(time -> time.toEpochMilli() / 1000.0).orElse(Double.NaN);
  }
}
