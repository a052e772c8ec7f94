package org.stanzagate.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.stream.Stream;
import org.stanzagate.config.AuthConfig;
import org.stanzagate.config.Tokens;
import org.stanzagate.listener.HttpLimits;
import org.stanzagate.outbox.BreakableStore;
import org.stanzagate.outbox.Mailbox;
import org.stanzagate.outbox.Mailboxes;
import org.stanzagate.stanza.Namespaces;
import org.stanzagate.stanza.Stanza;
import org.stanzagate.xml.Backlog;
import org.stanzagate.xml.ElementReader;

/** A started server with a mailbox for the token of {@link ServerUnderTest}. */
final class PullUnderTest implements AutoCloseable {
  static final String OTHER_TOKEN = "b3RoZXI";

  private static final AuthConfig AUTH =
      new AuthConfig(
          false,
          true,
          List.of(
              Tokens.token("echobot", ServerUnderTest.TOKEN).build(),
              Tokens.token("other", OTHER_TOKEN).build()));

  final BreakableStore store;
  final ScriptedCallbacks callbacks = new ScriptedCallbacks();
  final MutableClock clock = new MutableClock(Instant.parse("2026-11-22T10:00:00Z"));
  final Mailbox mailbox;
  final ServerUnderTest http;

  private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1);
  private final Mailboxes mailboxes;
  private final HttpClient client = HttpClient.newHttpClient();

  PullUnderTest(Path folder) throws Exception {
    this(folder, AUTH, ServerUnderTest.PATIENT, Duration.ofSeconds(15));
  }

  PullUnderTest(Path folder, AuthConfig auth, HttpLimits limits, Duration heartbeat)
      throws Exception {
    store = new BreakableStore(Files.createTempFile(folder, "store", ".db"));
    mailboxes =
        new Mailboxes(store.store(), new Backlog(100_000_000), (token, stanza) -> {}, timer, clock);
    mailboxes.open(Set.of("echobot")).get(20, SECONDS);
    mailbox = mailboxes.of("echobot").orElseThrow();
    http = new ServerUnderTest(auth, limits, new ServedOutbox(mailboxes::of, callbacks), heartbeat);
  }

  /** A message comes, and is kept. */
  long comes(String id, String body) throws Exception {
    String xml =
        "<message from='romeo@example.net' to='bot@rest.example' id='%s'><body>%s</body></message>";
    Stanza message =
        Stanza.of(ElementReader.read(xml.formatted(id, body).getBytes(UTF_8), Namespaces.CLIENT));
    return mailbox
        .take(message, clock.instant().plusSeconds(3600), 10_000)
        .get(20, SECONDS)
        .orElseThrow();
  }

  long comes(String id) throws Exception {
    return comes(id, "Hello");
  }

  /** What a message is as JSON, where it comes with that id. */
  static String update(long number, String id) {
    return "{\"id\":"
        + number
        + ",\"stanza\":{\"kind\":\"message\",\"to\":\"bot@rest.example\","
        + "\"from\":\"romeo@example.net\",\"id\":\""
        + id
        + "\",\"body\":\"Hello\"}}";
  }

  static String updates(String... updates) {
    return "{\"updates\":[" + String.join(",", updates) + "]}";
  }

  /** The head of a GET with credentials; each header ends in a line break. */
  static String get(String pathAndQuery, String headers) {
    return "GET /rest/"
        + pathAndQuery
        + " HTTP/1.1\nHost: localhost\nAuthorization: Bearer "
        + ServerUnderTest.TOKEN
        + "\n"
        + headers
        + "\n";
  }

  RawClient.Answer ask(String request) throws IOException {
    try (RawClient raw = http.client()) {
      return raw.send(request).read();
    }
  }

  RawClient.Answer poll(String query) throws IOException {
    return ask(get("updates" + query, ""));
  }

  /** Once nobody reads; waits for it. */
  void awaitNobody() {
    await()
        .until(
            () -> {
              clock.pass(Duration.ofMinutes(1));
              return !mailbox.isConnected();
            });
  }

  /** Begins a stream of events; its lines come as they are sent, and end as it ends. */
  Lines events(String... headers) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(
                URI.create("http://localhost:" + http.server.address().getPort() + "/rest/events"))
            .header("Authorization", "Bearer " + ServerUnderTest.TOKEN);
    for (int i = 0; i < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
    }
    return new Lines(client.send(request.build(), BodyHandlers.ofLines()));
  }

  /** The lines of an answer. */
  static final class Lines {
    static final String END = "(end)";

    final HttpResponse<Stream<String>> response;
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

    Lines(HttpResponse<Stream<String>> response) {
      this.response = response;
      Thread reader =
          new Thread(
              () -> {
                try {
                  response.body().forEach(lines::add);
                  lines.add(END);
                } catch (RuntimeException e) {
                  lines.add("broken off: " + e);
                }
              });
      reader.setDaemon(true);
      reader.start();
    }

    String next() throws InterruptedException {
      String line = lines.poll(20, SECONDS);
      if (line == null) {
        throw new AssertionError("no line came");
      }
      return line;
    }
  }

  @Override
  public void close() {
    http.close();
    mailboxes.close();
    timer.shutdownNow();
    store.close();
  }
}
