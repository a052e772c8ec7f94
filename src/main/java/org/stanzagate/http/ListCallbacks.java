package org.stanzagate.http;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.stanzagate.codec.Leniency;
import org.stanzagate.listener.HttpException;
import org.stanzagate.listener.Waiting;
import org.stanzagate.outbox.CallbackState;
import org.stanzagate.outbox.CallbackState.Failure;
import org.stanzagate.outbox.Callbacks;

/** {@code GET /rest/callbacks}: how each of them fares. I/O thread only. */
final class ListCallbacks implements HttpHandler {
  private final Callbacks callbacks;
  private final EmptyBody nothing;
  private final Waiting waiting;
  private final JsonAnswers answers;

  ListCallbacks(Callbacks callbacks, EmptyBody nothing, Waiting waiting, JsonAnswers answers) {
    this.callbacks = callbacks;
    this.nothing = nothing;
    this.waiting = waiting;
    this.answers = answers;
  }

  @Override
  public void handleRequest(HttpServerExchange exchange) throws Exception {
    RequestUrl.fields(exchange, Set.of()).refuseOthers(Set.of(), Leniency.STRICT);
    nothing.read(
        exchange,
        read -> waiting.await(read, callbacks.states().handle(Outcome::new), this::answer));
  }

  private record Outcome(@Nullable List<CallbackState> states, @Nullable Throwable failure) {}

  private void answer(HttpServerExchange exchange, Outcome outcome) throws HttpException {
    List<CallbackState> states = outcome.states();
    if (states == null) {
      throw StoreFailure.of(outcome.failure());
    }
    answers.body(
        exchange, Map.of("callbacks", states.stream().map(ListCallbacks::fields).toList()));
  }

  /** A callback as the API shows it. */
  static Map<String, @Nullable Object> fields(CallbackState state) {
    List<Map<String, String>> failures =
        state.failures().stream().map(ListCallbacks::fields).toList();
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("name", state.name());
    fields.put("delivery", state.delivery());
    fields.put("queued", state.queued());
    fields.put("oldest_age", seconds(state.oldestAge()));
    fields.put("last_success", textOrNull(state.lastSuccess()));
    fields.put("last_error", failures.isEmpty() ? null : failures.get(0));
    fields.put("next_try", textOrNull(state.nextTry()));
    fields.put("failures", failures);
    return fields;
  }

  private static Map<String, String> fields(Failure failure) {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("time", text(failure.time()));
    fields.put("reason", failure.reason());
    return fields;
  }

  private static @Nullable Long seconds(@Nullable Duration age) {
    return age == null ? null : Math.max(0, age.toSeconds());
  }

  private static @Nullable String textOrNull(@Nullable Instant time) {
    return time == null ? null : text(time);
  }

  private static String text(Instant time) {
    return time.truncatedTo(ChronoUnit.MILLIS).toString();
  }
}
