package org.stanzagate.listener;

/** Ends the handling of a request with an answer that says no. Costs no stack trace. */
public final class HttpException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient Failure failure;

  public HttpException(Failure failure) {
    super(failure.text(), null, false, false);
    this.failure = failure;
  }

  public Failure failure() {
    return failure;
  }
}
