package org.stanzagate.it;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** Somebody who goes on posting messages, one after the other, whatever comes back. */
final class MessageLoad implements AutoCloseable {
  private static final int PAUSE_MILLIS = 20;
  private static final int MOST = 5_000;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor();
  private final List<Outcome> outcomes = new CopyOnWriteArrayList<>();
  private final GatewayProcess gateway;
  private final String to;
  private final ScheduledFuture<?> posting;

  /** What came back for the message with that id. */
  record Outcome(String id, int status, Optional<String> retryAfter) {}

  private MessageLoad(GatewayProcess gateway, String to) {
    this.gateway = gateway;
    this.to = to;
    this.posting =
        executor.scheduleWithFixedDelay(this::post, 0, PAUSE_MILLIS, TimeUnit.MILLISECONDS);
  }

  static MessageLoad start(GatewayProcess gateway, String to) {
    return new MessageLoad(gateway, to);
  }

  private void post() {
    int number = outcomes.size();
    if (number == MOST) {
      throw new IllegalStateException("the test takes too long");
    }
    String id = "load-" + number;
    String message =
        "<message to='%s' type='chat' id='%s'><body>%d</body></message>".formatted(to, id, number);
    HttpResponse<String> answer = gateway.post(GatewayProcess.XML, message);
    outcomes.add(new Outcome(id, answer.statusCode(), answer.headers().firstValue("Retry-After")));
  }

  /** All outcomes so far. */
  List<Outcome> outcomes() {
    return List.copyOf(outcomes);
  }

  /** Waits for outcomes of messages that were posted after this call. */
  List<Outcome> next(int count) {
    int first = outcomes.size() + 1; // one may be under way
    Awaitility.await(count + " more outcomes")
        .atMost(PATIENCE)
        .until(() -> outcomesSoFar() >= first + count);
    return List.copyOf(outcomes.subList(first, first + count));
  }

  private int outcomesSoFar() throws ExecutionException, InterruptedException {
    if (posting.isDone()) {
      posting.get(); // fails with what has ended it
    }
    return outcomes.size();
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }
}
