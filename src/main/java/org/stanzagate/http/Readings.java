package org.stanzagate.http;

import io.undertow.server.HttpServerExchange;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.stanzagate.listener.Failure;
import org.stanzagate.listener.HttpException;
import org.stanzagate.outbox.Mailbox;
import org.stanzagate.outbox.Reading;

/**
 * Those who read mailboxes through HTTP now: one for a mailbox, so that there are never more than
 * there are tokens that pull. {@link #end} is safe in any thread, the rest is for I/O threads.
 */
final class Readings {
  private static final String LONGEST_ID = "\\d{1,18}";

  private final Function<String, Optional<Mailbox>> mailboxes;
  private final Set<Reading> open = ConcurrentHashMap.newKeySet();
  private volatile boolean ended;

  /**
   * @param mailboxes by the names of the tokens that pull
   */
  Readings(Function<String, Optional<Mailbox>> mailboxes) {
    this.mailboxes = mailboxes;
  }

  /**
   * What is kept for the caller.
   *
   * @throws HttpException if nothing is; says what to configure
   */
  Mailbox mailbox(HttpServerExchange exchange) throws HttpException {
    String token = Caller.of(exchange).name();
    return mailboxes
        .apply(token)
        .orElseThrow(
            () ->
                new HttpException(
                    Failure.forbidden(
                        "nothing is kept for "
                            + (token.isEmpty() ? "requests without credentials" : token)
                            + "; stanzas are kept for a token that a callback names, as in"
                            + " callbacks: [ { name: mybot, to: [ bot@rest.example.net ],"
                            + " pull: NAME_OF_THE_TOKEN } ]")));
  }

  /**
   * Reads an id that is to be acknowledged.
   *
   * @param where it is written, for the one who sent it
   * @throws HttpException if it was never handed out
   */
  static long acknowledged(Mailbox mailbox, String where, String written) throws HttpException {
    if (!written.matches(LONGEST_ID)) {
      throw new HttpException(
          Failure.badRequest(where + " is the id of an update, which is a whole number"));
    }
    long id = Long.parseLong(written);
    if (id > mailbox.lastHandedOut()) {
      throw new HttpException(
          Failure.badRequest(
              where
                  + " is "
                  + id
                  + ", and the last id that was given is "
                  + mailbox.lastHandedOut()
                  + "; leave it out to begin with the first that is not acknowledged"));
    }
    return id;
  }

  /**
   * Begins to read for a request, until that is over.
   *
   * @param after acknowledges all up to this id; 0 acknowledges nothing
   */
  Reading begin(HttpServerExchange exchange, Mailbox mailbox, long after) {
    Reading reading = mailbox.read(after);
    open.add(reading);
    exchange.addExchangeCompleteListener(
        (over, next) -> {
          open.remove(reading);
          reading.close();
          next.proceed();
        });
    if (ended) {
      reading.close();
    }
    return reading;
  }

  /** Ends all of them, and lets nobody wait any more. */
  void end() {
    ended = true;
    open.forEach(Reading::close);
  }

  /** Why one who reads was ended by another. */
  static Failure superseded() {
    return Failure.conflict(
        "another poll, or stream of events, has begun for the same token; only one at a time gets"
            + " the stanzas");
  }
}
