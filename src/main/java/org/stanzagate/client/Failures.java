package org.stanzagate.client;

import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedChannelException;
import javax.net.ssl.SSLException;
import org.apache.hc.core5.http.ConnectionClosedException;
import org.apache.hc.core5.http.MalformedChunkCodingException;
import org.apache.hc.core5.http.MessageConstraintException;
import org.apache.hc.core5.http.TruncatedChunkException;
import org.apache.hc.core5.http2.H2ConnectionException;
import org.apache.hc.core5.http2.H2Error;
import org.apache.hc.core5.http2.H2StreamResetException;
import org.apache.hc.core5.http2.impl.nio.ProtocolNegotiationException;
import org.stanzagate.client.AnswerCollector.TooLongException;
import org.stanzagate.tls.TlsFailure;

/** What the HTTP client's exceptions mean. The only place that knows. */
final class Failures {
  private Failures() {}

  /** The outcome that the exception is. */
  static WebhookAnswer answer(Exception e) {
    if (e instanceof SocketTimeoutException) {
      return new WebhookAnswer.NoAnswer();
    }
    if (e instanceof TooLongException) {
      return new WebhookAnswer.Unusable(reason(e));
    }
    if (e instanceof MessageConstraintException) {
      return new WebhookAnswer.Unusable(
          "the head of the answer is too long; let it send fewer headers: " + reason(e));
    }
    if (e instanceof SSLException) {
      return new WebhookAnswer.NoConnection(noTls(e));
    }
    if (e instanceof ProtocolNegotiationException) {
      return new WebhookAnswer.NoConnection(noTls(new SSLException("the handshake was cut")));
    }
    return brokeOff(e)
        ? new WebhookAnswer.NoConnection(
            reason(e) + "; is it running, and is the callback's url right?")
        : new WebhookAnswer.Unusable(
            "the answer is no proper HTTP: " + reason(e) + "; is the callback's url right?");
  }

  private static boolean brokeOff(Exception e) {
    return e instanceof TruncatedChunkException
        || (e instanceof IOException
            && !(e instanceof MalformedChunkCodingException)
            && !(e instanceof H2ConnectionException));
  }

  /** Whether the connection was there, and is no more. */
  static boolean isBrokenConnection(Exception e) {
    return e instanceof ConnectionClosedException
        || e instanceof SocketException
        || e instanceof ClosedChannelException
        || (e instanceof H2StreamResetException reset
            && reset.getCode() == H2Error.REFUSED_STREAM.getCode());
  }

  private static String noTls(Exception e) {
    TlsFailure why = TlsFailure.of(e);
    return why.what()
        + switch (why.kind()) {
          case ENDED -> "; renew it, or the one of those it hangs on that has ended";
          case NOT_BEGUN ->
              "; is the clock of this machine right, and that of the one that made the certificate?";
          case NOT_TRUSTED ->
              "; give the callback, as tls_ca_file, the PEM file of the authority that signed it, or"
                  + " its own if it signed itself";
          case ANOTHERS ->
              "; give the callback's url the name that is in the certificate, or the webhook a"
                  + " certificate with that name";
          case OTHER ->
              "; does that port speak TLS 1.2 or 1.3? If it speaks none, the callback's url begins"
                  + " with http:";
        };
  }

  private static String reason(Exception e) {
    String message = e.getMessage();
    return message == null || message.isBlank() ? e.getClass().getSimpleName() : message;
  }
}
