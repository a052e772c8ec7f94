package org.stanzagate.http;

/** Ends the handling of a request with an answer that says no. Costs no stack trace. */
final class HttpException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient Failure failure;

  HttpException(Failure failure) {
    super(failure.text(), null, false, false);
    this.failure = failure;
  }

  Failure failure() {
    return failure;
  }
}
