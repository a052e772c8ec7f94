package org.stanzagate.http;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Methods;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.stanzagate.codec.DecodeException;
import org.stanzagate.codec.Leniency;
import org.stanzagate.codec.UrlFields;
import org.stanzagate.listener.Answers;
import org.stanzagate.listener.Failure;
import org.stanzagate.listener.HttpException;
import org.stanzagate.listener.Waiting;
import org.stanzagate.outbox.Mailbox;
import org.stanzagate.outbox.Pulled;
import org.stanzagate.outbox.Reading;

/**
 * {@code GET /rest/updates}: what is kept for the caller, as soon as there is something. {@code
 * HEAD} reads and acknowledges nothing. I/O thread only.
 */
final class PollUpdates implements HttpHandler {
  private static final String AFTER = "after";
  private static final String LIMIT = "limit";
  private static final String WAIT = "wait";
  private static final Set<String> FIELDS = Set.of(AFTER, LIMIT, WAIT);
  private static final int MOST = 1000;

  /** In seconds. Beyond that, what stands between may think that the connection is dead. */
  private static final int LONGEST = 300;

  private final Readings readings;
  private final EmptyBody nothing;
  private final Updates updates;
  private final Waiting waiting;
  private final Answers answers;

  PollUpdates(
      Readings readings, EmptyBody nothing, Updates updates, Waiting waiting, Answers answers) {
    this.readings = readings;
    this.nothing = nothing;
    this.updates = updates;
    this.waiting = waiting;
    this.answers = answers;
  }

  /** What the URL asks for. */
  private record Question(long after, int limit, Duration patience) {}

  @Override
  public void handleRequest(HttpServerExchange exchange) throws Exception {
    Mailbox mailbox = readings.mailbox(exchange);
    Question question = question(exchange, mailbox);
    nothing.read(exchange, read -> poll(read, mailbox, question));
  }

  private static Question question(HttpServerExchange exchange, Mailbox mailbox)
      throws DecodeException, HttpException {
    UrlFields url = RequestUrl.fields(exchange, FIELDS);
    url.refuseOthers(FIELDS, Leniency.STRICT);
    Map<String, String> fields = url.attributes();
    return new Question(
        Readings.acknowledged(mailbox, AFTER, fields.getOrDefault(AFTER, "0")),
        number(fields, LIMIT, "100", 1, MOST),
        Duration.ofSeconds(number(fields, WAIT, "30", 0, LONGEST)));
  }

  private static int number(
      Map<String, String> fields, String name, String usual, int least, int most)
      throws HttpException {
    String written = fields.getOrDefault(name, usual);
    int number = written.matches("\\d{1,9}") ? Integer.parseInt(written) : -1;
    if (number < least || number > most) {
      throw new HttpException(
          Failure.badRequest(name + " is a whole number from " + least + " to " + most));
    }
    return number;
  }

  private void poll(HttpServerExchange exchange, Mailbox mailbox, Question question) {
    if (exchange.getRequestMethod().equals(Methods.HEAD)) {
      answer(exchange, Updates.NONE.getBytes(StandardCharsets.UTF_8));
      return;
    }
    Reading reading = readings.begin(exchange, mailbox, question.after());
    var next = reading.next(question.limit());
    reading.closeAfter(question.patience());
    waiting.await(exchange, next, (waited, pulled) -> answer(waited, reading, pulled));
  }

  private void answer(HttpServerExchange exchange, Reading reading, Pulled pulled)
      throws HttpException {
    reading.close();
    if (pulled instanceof Pulled.Superseded) {
      throw new HttpException(Readings.superseded());
    }
    if (pulled instanceof Pulled.Failed) {
      throw new HttpException(StoreFailure.now());
    }
    answer(
        exchange,
        pulled instanceof Pulled.Stanzas stanzas
            ? updates.body(stanzas.all())
            : Updates.NONE.getBytes(StandardCharsets.UTF_8));
  }

  private void answer(HttpServerExchange exchange, byte[] body) {
    answers.body(exchange, 200, "application/json", body);
  }
}
