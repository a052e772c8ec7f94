package org.stanzagate.client;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What became of a request to a webhook. */
public sealed interface WebhookAnswer {
  /**
   * What was wrong, where something was, and what to do about it, for people; holds nothing of the
   * stanza.
   */
  String failure();

  /**
   * It answered (RFC 9110 section 15).
   *
   * @param contentType the header, as it came
   * @param accept the header Accept, as it came
   * @param later whether the header {@code Stanza-Reply: later} is there
   * @param retryAfter how long it wants to be left alone, a day at most; null where it doesn't say
   */
  record Answered(
      int status,
      @Nullable String contentType,
      @Nullable String accept,
      boolean later,
      @Nullable Duration retryAfter,
      Content body)
      implements WebhookAnswer {
    public boolean isSuccess() {
      return status / 100 == 2;
    }

    @Override
    public String failure() {
      return status / 100 == 3
          ? "it answered " + status + ", and redirects are not followed; correct the callback's url"
          : "it answered " + status + "; see its own log";
    }
  }

  /** It can't be reached, or the connection broke. */
  record NoConnection(String reason) implements WebhookAnswer {
    @Override
    public String failure() {
      return "it can't be reached: " + reason;
    }
  }

  /** The answer was not there, or not whole, in time. */
  record NoAnswer() implements WebhookAnswer {
    @Override
    public String failure() {
      return "it did not answer in time; let it answer sooner, or raise the callback's timeout";
    }
  }

  /** The answer is longer than what is taken, or no HTTP. */
  record Unusable(String reason) implements WebhookAnswer {
    @Override
    public String failure() {
      return "its answer can't be used: " + reason;
    }
  }
}
