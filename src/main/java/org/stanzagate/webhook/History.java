package org.stanzagate.webhook;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.stanzagate.client.WebhookAnswer;
import org.stanzagate.outbox.CallbackState.Failure;

/** How the last deliveries of a callback went, for people. Safe in any thread. */
final class History {
  private static final int MOST_FAILURES = 20;

  private final Clock clock;
  private final Deque<Failure> failures = new ArrayDeque<>();
  private @Nullable Instant lastSuccess;
  private boolean isFailing;

  History(Clock clock) {
    this.clock = clock;
  }

  /**
   * Takes note of what a webhook made of a stanza.
   *
   * @return whether it failed, and that is news: the last went well, or failed for another reason
   */
  synchronized boolean heard(WebhookAnswer answer) {
    if (answer instanceof WebhookAnswer.Answered answered && answered.isSuccess()) {
      lastSuccess = clock.instant();
      isFailing = false;
      return false;
    }
    String reason = answer.failure();
    Failure before = failures.peekFirst();
    boolean isNews = !isFailing || before == null || !before.reason().equals(reason);
    isFailing = true;
    failures.addFirst(new Failure(clock.instant(), reason));
    if (failures.size() > MOST_FAILURES) {
      failures.removeLast();
    }
    return isNews;
  }

  synchronized Optional<Instant> lastSuccess() {
    return Optional.ofNullable(lastSuccess);
  }

  /** The newest first. */
  synchronized List<Failure> failures() {
    return List.copyOf(failures);
  }
}
