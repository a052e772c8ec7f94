package org.stanzagate.metrics;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.ExpositionFormats;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.stanzagate.component.ReplyListener;
import org.stanzagate.component.StreamStatus;
import org.stanzagate.listener.RequestListener;
import org.stanzagate.listener.TextContent;
import org.stanzagate.outbox.CallbackState;
import org.stanzagate.outbox.Callbacks;
import org.stanzagate.stanza.Kind;
import org.stanzagate.webhook.PostListener;

/**
 * All that is counted, as Prometheus reads it. Labels have few values: names from the
 * configuration, kinds, routes, reasons, statuses; never an address, nor anything else that a
 * stranger can choose. Safe in any thread; counting never waits. What is read is written down in a
 * thread of its own, once for all who ask at the same time.
 */
public final class Metrics implements AutoCloseable {
  private static final String CALLBACK = "callback";

  /** How long the store may take to say what is in it, before that is left out. */
  private static final Duration STORE = Duration.ofSeconds(2);

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final ExpositionFormats formats = ExpositionFormats.init();
  private final JvmMeters jvm = new JvmMeters();
  private final Map<ReplyListener.End, Timer> iqTimes = new EnumMap<>(ReplyListener.End.class);
  private final Answered requests =
      new Answered(
          registry,
          "route",
          new Answered.Names(
              "stanzagate.http.requests",
              "HTTP requests, by the status of the answer; none: the client left before",
              "stanzagate.http.request",
              "How long HTTP requests took"));
  private final Answered posts =
      new Answered(
          registry,
          CALLBACK,
          new Answered.Names(
              "stanzagate.webhook.requests",
              "Requests to webhooks, by the status of the answer; none: there was no answer",
              "stanzagate.webhook.request",
              "How long requests to webhooks took"));
  private final MultiGauge queueLengths =
      MultiGauge.builder("stanzagate.callback.queue.length")
          .description("Stanzas that wait for a callback, those under way included")
          .register(registry);
  private final MultiGauge queueAges =
      MultiGauge.builder("stanzagate.callback.oldest.age")
          .description("How long the first of the stanzas has waited that wait for a callback")
          .baseUnit("seconds")
          .register(registry);
  private final ExecutorService executor = Executors.newSingleThreadExecutor(Metrics::thread);

  /** What is being written down now, by the format. */
  private final Map<String, CompletableFuture<TextContent>> underWay = new HashMap<>();

  private volatile @Nullable Callbacks callbacks;

  /**
   * With nothing that is counted by itself: see {@link #watch} and {@link #watchJvm}.
   *
   * @param version of the gateway
   */
  public Metrics(String version) {
    Gauge.builder("stanzagate.build.info", () -> 1)
        .description("The version that runs")
        .tag("version", version)
        .register(registry);
    for (ReplyListener.End end : ReplyListener.End.values()) {
      Tags tags = Tags.of("end", end.name().toLowerCase(Locale.ROOT));
      String help = "How long iqs that were sent waited for an answer, by how that ended";
      iqTimes.put(end, Times.timer("stanzagate.iq", help, tags).register(registry));
    }
  }

  private static Thread thread(Runnable task) {
    Thread thread = new Thread(task, "metrics");
    thread.setDaemon(true);
    return thread;
  }

  /** Begins to watch these. Once only. */
  public void watch(StreamStatus stream, Callbacks callbacks) {
    this.callbacks = callbacks;
    new StreamMeters(registry, stream).register();
  }

  /** Begins to watch the JVM, at leisure: that takes a twentieth of the start. */
  public void watchJvm() {
    executor.execute(() -> jvm.bindTo(registry));
  }

  /** Counts the iqs that were waited for. */
  public ReplyListener replies() {
    return (kind, end, took) -> {
      if (kind == Kind.IQ) {
        Objects.requireNonNull(iqTimes.get(end)).record(took);
      }
    };
  }

  /** Counts requests to the HTTP servers. */
  public RequestListener requests() {
    return requests::count;
  }

  /** Counts requests to webhooks. */
  public PostListener posts() {
    return posts::count;
  }

  /**
   * All of it. Never fails: what the store can't tell in time is left out, for the log says that it
   * can't be read.
   *
   * @param accept what the reader likes, as in the header of that name: OpenMetrics, or else
   *     Prometheus' own format
   */
  public CompletableFuture<TextContent> text(String accept) {
    ExpositionFormatWriter writer = writer(accept);
    String type = writer.getContentType();
    synchronized (underWay) {
      CompletableFuture<TextContent> current = underWay.get(type);
      if (current == null || current.isDone()) {
        current =
            states()
                .thenApplyAsync(states -> new TextContent(type, text(writer, states)), executor);
        underWay.put(type, current);
      }
      // A copy, for a reader that leaves cancels what it waits for.
      return current.copy();
    }
  }

  /** The library would pick Protocol Buffers too, without being able to write them. */
  private ExpositionFormatWriter writer(String accept) {
    ExpositionFormatWriter open = formats.getOpenMetricsTextFormatWriter();
    return open.accepts(accept) ? open : formats.getPrometheusTextFormatWriter();
  }

  /** Completes with null where the store doesn't tell. */
  private CompletableFuture<@Nullable List<CallbackState>> states() {
    Callbacks asked = callbacks;
    CompletableFuture<List<CallbackState>> states =
        asked == null ? CompletableFuture.completedFuture(List.of()) : asked.states();
    return states
        .<@Nullable List<CallbackState>>handle((known, failure) -> known)
        .completeOnTimeout(null, STORE.toMillis(), TimeUnit.MILLISECONDS);
  }

  private String text(ExpositionFormatWriter writer, @Nullable List<CallbackState> states) {
    if (states != null) {
      posts.retain(states.stream().map(CallbackState::name).collect(Collectors.toSet()));
    }
    List<CallbackState> shown = states == null ? List.of() : states;
    queueLengths.register(shown.stream().map(of -> row(of, of.queued())).toList(), true);
    queueAges.register(shown.stream().map(of -> row(of, age(of))).toList(), true);
    ByteArrayOutputStream text = new ByteArrayOutputStream(64 * 1024);
    try {
      writer.write(text, registry.getPrometheusRegistry().scrape());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString(StandardCharsets.UTF_8);
  }

  private static MultiGauge.Row<Number> row(CallbackState state, Number value) {
    return MultiGauge.Row.of(Tags.of(CALLBACK, state.name()), value);
  }

  private static double age(CallbackState state) {
    Duration age = state.oldestAge();
    return age == null ? 0 : Math.max(0, age.toMillis()) / 1000.0;
  }

  @Override
  public void close() {
    executor.shutdown();
    jvm.close();
    registry.close();
  }
}
