package org.stanzagate.http;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.stanzagate.codec.Leniency;
import org.stanzagate.component.Disconnect;
import org.stanzagate.component.StreamStatus;
import org.stanzagate.component.WaitingStanza;
import org.stanzagate.listener.Waiting;
import org.stanzagate.outbox.CallbackState;
import org.stanzagate.outbox.ConversationState;
import org.stanzagate.stanza.Kind;

/**
 * {@code GET /rest/waiting}: the state of the stream, and all that waits for somebody, without what
 * it says. Bounded, whatever waits. I/O thread only.
 */
final class ListWaiting implements HttpHandler {
  /** How many are shown of each. */
  private static final int MOST = 500;

  /** What is shown of an id or a namespace, which can be of any length. */
  private static final int LONGEST = 256;

  private final Insight insight;
  private final EmptyBody nothing;
  private final Waiting waiting;
  private final JsonAnswers answers;
  private final Clock clock;

  ListWaiting(
      Insight insight, EmptyBody nothing, Waiting waiting, JsonAnswers answers, Clock clock) {
    this.insight = insight;
    this.nothing = nothing;
    this.waiting = waiting;
    this.answers = answers;
    this.clock = clock;
  }

  @Override
  public void handleRequest(HttpServerExchange exchange) throws Exception {
    exchange.getResponseHeaders().put(Headers.CACHE_CONTROL, "no-store");
    RequestUrl.fields(exchange, Set.of()).refuseOthers(Set.of(), Leniency.STRICT);
    nothing.read(
        exchange,
        read ->
            waiting.await(read, insight.callbacks().states().handle(Outcome::new), this::answer));
  }

  /** What the store can't tell is null, for the rest is what is looked for just then. */
  private record Outcome(@Nullable List<CallbackState> states, @Nullable Throwable failure) {}

  private void answer(HttpServerExchange exchange, Outcome outcome) {
    Instant now = clock.instant();
    List<CallbackState> states = outcome.states();
    Map<String, @Nullable Object> body = new LinkedHashMap<>();
    body.put("stream", stream(insight.stream()));
    body.put("requests", shown(insight.stream().waiting(MOST), now));
    body.put("requests_total", total(insight.stream()));
    body.put("open_iqs", shown(insight.openIqs().apply(MOST), now));
    body.put(
        "callbacks", states == null ? null : states.stream().map(ListWaiting::fields).toList());
    body.put(
        "conversations",
        insight.callbacks().conversations(MOST).stream().map(ListWaiting::fields).toList());
    answers.body(exchange, body);
  }

  private static int total(StreamStatus stream) {
    int total = 0;
    for (Kind kind : Kind.values()) {
      total += stream.waiting(kind);
    }
    return total;
  }

  /** The stream as the API shows it. */
  static Map<String, @Nullable Object> stream(StreamStatus stream) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("up", stream.isConnected());
    fields.put("last_opened", stream.counters().lastOpened().map(ListWaiting::text).orElse(null));
    fields.put("reconnects", stream.counters().reconnects());
    fields.put("last_stanza", stream.counters().lastReceived().map(ListWaiting::text).orElse(null));
    fields.put(
        "last_disconnect",
        stream.counters().lastDisconnect().map(ListWaiting::fields).orElse(null));
    return fields;
  }

  private static Map<String, String> fields(Disconnect disconnect) {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("time", text(disconnect.time()));
    fields.put("reason", disconnect.reason().name().toLowerCase(Locale.ROOT));
    fields.put("text", cut(disconnect.text()));
    return fields;
  }

  private static List<Map<String, @Nullable Object>> shown(List<WaitingStanza> all, Instant now) {
    return all.stream().map(one -> fields(one, now)).toList();
  }

  private static Map<String, @Nullable Object> fields(WaitingStanza one, Instant now) {
    String name = one.payload();
    String namespace = one.namespace();
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("kind", one.kind().element());
    fields.put("from", one.from().toString());
    fields.put("to", one.to().toString());
    fields.put("id", cut(one.id()));
    fields.put("payload", name == null ? null : cut(name));
    fields.put("namespace", namespace == null ? null : cut(namespace));
    fields.put("age", seconds(Duration.between(one.since(), now)));
    return fields;
  }

  private static Map<String, @Nullable Object> fields(CallbackState state) {
    Duration age = state.oldestAge();
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("name", state.name());
    fields.put("delivery", state.delivery());
    fields.put("queued", state.queued());
    fields.put("oldest_age", age == null ? null : seconds(age));
    return fields;
  }

  private static Map<String, @Nullable Object> fields(ConversationState state) {
    Instant nextTry = state.nextTry();
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("callback", state.callback());
    fields.put("from", state.from());
    fields.put("to", state.to());
    fields.put("iqs", state.isIqs());
    fields.put("queued", state.queued());
    fields.put("oldest_age", seconds(state.oldestAge()));
    fields.put("next_try", nextTry == null ? null : text(nextTry));
    return fields;
  }

  /** Clocks can be set back. */
  private static long seconds(Duration age) {
    return Math.max(0, age.toSeconds());
  }

  private static String cut(String text) {
    return text.codePointCount(0, text.length()) <= LONGEST
        ? text
        : text.substring(0, text.offsetByCodePoints(0, LONGEST)) + "…";
  }

  private static String text(Instant time) {
    return time.truncatedTo(ChronoUnit.MILLIS).toString();
  }
}
