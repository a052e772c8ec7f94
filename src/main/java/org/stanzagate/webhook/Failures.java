package org.stanzagate.webhook;

import java.io.IOException;
import java.net.SocketException;
import java.nio.channels.ClosedChannelException;
import org.apache.hc.core5.http.ConnectionClosedException;
import org.apache.hc.core5.http.MalformedChunkCodingException;
import org.apache.hc.core5.http.MessageConstraintException;
import org.apache.hc.core5.http.TruncatedChunkException;
import org.stanzagate.webhook.AnswerCollector.TooLongException;

/** What the HTTP client's exceptions mean. The only place that knows. */
final class Failures {
  private Failures() {}

  /** The outcome that the exception is. */
  static WebhookAnswer answer(Exception e) {
    if (e instanceof TooLongException) {
      return new WebhookAnswer.Unusable(reason(e));
    }
    if (e instanceof MessageConstraintException) {
      return new WebhookAnswer.Unusable("the head of the answer is too long: " + reason(e));
    }
    boolean brokeOff = e instanceof IOException && !(e instanceof MalformedChunkCodingException);
    return brokeOff || e instanceof TruncatedChunkException
        ? new WebhookAnswer.NoConnection(reason(e))
        : new WebhookAnswer.Unusable("the answer is no proper HTTP: " + reason(e));
  }

  /** Whether the connection was there, and is no more. */
  static boolean isBrokenConnection(Exception e) {
    return e instanceof ConnectionClosedException
        || e instanceof SocketException
        || e instanceof ClosedChannelException;
  }

  private static String reason(Exception e) {
    String message = e.getMessage();
    return message == null || message.isBlank() ? e.getClass().getSimpleName() : message;
  }
}
