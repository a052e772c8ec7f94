package org.stanzagate.tls;

import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Why there is no TLS with a server.
 *
 * @param kind what an admin's advice hangs on
 * @param what happened, to end a sentence with
 */
public record TlsFailure(Kind kind, String what) {
  /** What went wrong. */
  public enum Kind {
    /** The certificate, or one that it hangs on, is no longer valid. */
    ENDED("its certificate has ended"),
    /** It is not valid yet. */
    NOT_BEGUN("its certificate has not begun"),
    /** No authority that is believed has signed it. */
    NOT_TRUSTED("its certificate is not trusted"),
    /** It has another name (RFC 9525). */
    ANOTHERS("its certificate is another's"),
    /** It didn't come to that. */
    OTHER("TLS with it failed");

    private final String what;

    Kind(String what) {
      this.what = what;
    }
  }

  /** What the exception, of which the causes know more, means. */
  public static TlsFailure of(Exception failure) {
    Deque<Throwable> causes = new ArrayDeque<>(); // the deepest first, for that knows most
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      causes.push(cause);
    }
    Kind kind = kind(causes);
    return new TlsFailure(kind, kind.what + " (" + causes.element().getMessage() + ")");
  }

  private static Kind kind(Deque<Throwable> causes) {
    for (Throwable cause : causes) {
      if (cause instanceof CertificateExpiredException) {
        return Kind.ENDED;
      }
      if (cause instanceof CertificateNotYetValidException) {
        return Kind.NOT_BEGUN;
      }
      if (cause instanceof CertPathBuilderException
          || cause instanceof CertPathValidatorException) {
        return Kind.NOT_TRUSTED;
      }
    }
    boolean isOfName = causes.stream().anyMatch(CertificateException.class::isInstance);
    return isOfName ? Kind.ANOTHERS : Kind.OTHER;
  }
}
