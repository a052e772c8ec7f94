package org.stanzagate.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.stanzagate.xml.Element;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** A gateway that keeps the stanzas of a bot until it comes for them, and that bot. */
final class PullBench implements AutoCloseable {
  /** The token of {@code echobot}, for whom {@code bot@gw.localhost} is kept. */
  static final String PULLER = "cHVsbCBzZWNyZXQgdG9rZW4K";

  /** The token of {@code briefbot}, for whom nothing is kept longer than two seconds. */
  static final String BRIEF = "YnJpZWYgc2VjcmV0IHRva2VuCg==";

  private static final AtomicInteger NUMBER = new AtomicInteger();
  private static final String YAML =
      """
          - { token: '%s', name: echobot }
          - { token: '%s', name: briefbot }
      %siq: { timeout: 3s }
      callbacks:
        - { name: mybot, to: [ bot@gw.localhost ], pull: echobot }
        - { name: brief, to: [ brief@gw.localhost ], pull: briefbot, expire: 2s }
      """;

  private final StoreFolder store = StoreFolder.create();
  private final StreamServer server;
  private GatewayProcess gateway;

  /**
   * An update.
   *
   * @param stanza in JSON
   */
  record Update(long id, JsonNode stanza) {
    String body() {
      return stanza.path("body").asString("");
    }
  }

  PullBench(String... jvmOptions) throws IOException {
    server = StreamServer.start();
    gateway = launch(jvmOptions);
  }

  private GatewayProcess launch(String... jvmOptions) {
    String yaml = YAML.formatted(PULLER, BRIEF, store.yaml());
    return GatewayProcess.ready(server.settings().with(yaml), jvmOptions);
  }

  StreamServer server() {
    return server;
  }

  GatewayProcess gateway() {
    return gateway;
  }

  /** Kills it, and starts another one on the same store. */
  void killAndStart() {
    gateway.kill();
    gateway = launch();
  }

  void stopAndStart() {
    gateway.terminate();
    assertThat(gateway.awaitExit()).isZero();
    gateway = launch();
  }

  static String newId() {
    return "pull-" + NUMBER.incrementAndGet();
  }

  /** Somebody says something to the bot; gives the id. */
  String say(String body) throws IOException {
    String id = newId();
    server.send(
        "<message from='romeo@localhost/x' to='bot@gw.localhost' type='chat' id='%s'><body>%s</body></message>"
            .formatted(id, body));
    return id;
  }

  /** Somebody asks the bot something; gives the id. */
  String ask() throws IOException {
    String id = newId();
    server.send(
        "<iq from='romeo@localhost/x' to='bot@gw.localhost' type='get' id='%s'><ping xmlns='urn:xmpp:ping'/></iq>"
            .formatted(id));
    return id;
  }

  /** Waits for a stanza of the gateway. */
  Element sent(String id) {
    return server.received().await(id, stanza -> id.equals(stanza.attribute("id")));
  }

  URI url(String path) {
    return gateway.base().resolve("/rest/" + path);
  }

  HttpResponse<String> get(String token, String path) {
    return gateway.send(
        HttpRequest.newBuilder(url(path)).header("Authorization", "Bearer " + token).GET());
  }

  /** Asks in the background, for as long as it takes. */
  CompletableFuture<HttpResponse<String>> poll(String query) {
    return CompletableFuture.supplyAsync(
        () -> get(PULLER, "updates?" + query), command -> new Thread(command, "poll").start());
  }

  /** What the bot gets, at once unless the query says how long to wait. */
  List<Update> updates(String query) {
    return updates(PULLER, query);
  }

  List<Update> updates(String token, String query) {
    String wait = query.contains("wait=") ? "" : "wait=0&";
    return updates(get(token, ("updates?" + wait + query).replaceFirst("[&?]$", "")));
  }

  static List<Update> updates(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type").orElseThrow())
        .startsWith("application/json");
    JsonNode updates = new ObjectMapper().readTree(answer.body()).path("updates");
    assertThat(updates.isArray()).as(answer.body()).isTrue();
    List<Update> all = new ArrayList<>();
    for (JsonNode update : updates) {
      assertThat(update.path("id").isIntegralNumber()).as(answer.body()).isTrue();
      assertThat(update.path("stanza").isObject()).as(answer.body()).isTrue();
      all.add(new Update(update.path("id").asLong(), update.path("stanza")));
    }
    return all;
  }

  /** Waits until that many are there that nobody has acknowledged. */
  List<Update> await(int count) {
    return Awaitility.await(count + " updates")
        .until(() -> updates("limit=100"), updates -> updates.size() >= count);
  }

  /** Acknowledges all that is there; gives the id of the last that ever was, or 0. */
  long drain() {
    long last = 0;
    List<Update> updates = updates("limit=100");
    while (!updates.isEmpty()) {
      last = updates.get(updates.size() - 1).id();
      updates = updates("limit=100&after=" + last);
    }
    return last;
  }

  EventStream events(String... headers) throws IOException, InterruptedException {
    return EventStream.open(url("events"), PULLER, headers);
  }

  @Override
  public void close() {
    gateway.close();
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    store.close();
  }
}
