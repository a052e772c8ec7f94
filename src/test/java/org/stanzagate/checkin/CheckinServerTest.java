package org.stanzagate.checkin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.stanzagate.config.CheckinConfig;
import org.stanzagate.config.Secret;
import org.stanzagate.listener.HttpLimits;
import org.stanzagate.listener.RequestWatch;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What bots see: statuses and bodies. */
@Timeout(30)
class CheckinServerTest {
  private static final String BODY =
      """
      {"packet_hash": "%s", "username": "HOWL", "message": "check in", "channel": "#meshmonday",
       "timestamp": "2025-03-03T14:30:00-07:00", "source_bot": "meshcore-bot"}
      """;

  @TempDir Path folder;
  private final HttpClient client = HttpClient.newHttpClient();
  private final AtomicInteger stored = new AtomicInteger();
  private CheckinStore store;
  private CheckinServer server;

  @BeforeEach
  void start() throws Exception {
    store = CheckinStore.open(folder.resolve("checkins.db"), false, Clock.systemUTC());
    server = server(0);
    server.start(store, stored::incrementAndGet);
  }

  private CheckinServer server(int port) {
    return new CheckinServer(
        new CheckinConfig(new Secret("sesame"), port, folder, null),
        HttpLimits.DEFAULT,
        new RequestWatch((route, status, took) -> {}, false));
  }

  @AfterEach
  void end() {
    server.stop(Duration.ofSeconds(5));
    store.close();
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(
        URI.create("http://127.0.0.1:" + server.address().getPort() + path));
  }

  private HttpRequest.Builder checkin(String path, String body) {
    return request(path)
        .header("Authorization", "Bearer sesame")
        .header("Content-Type", "application/json")
        .POST(HttpRequest.BodyPublishers.ofString(body));
  }

  private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private static JsonNode json(HttpResponse<String> answer) {
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
    return JsonMapper.shared().readTree(answer.body());
  }

  private static void assertError(HttpResponse<String> answer, int status) {
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(json(answer).get("error").asString()).isNotBlank();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/checkins", "/checkins/", "/checkins?bot=1"})
  void aNewCheckinIsCreatedAndAKnownOneIsOk(String path) throws Exception {
    HttpResponse<String> first = send(checkin(path, BODY.formatted("A")));
    assertThat(first.statusCode()).isEqualTo(201);
    assertThat(json(first).get("status").asString()).isEqualTo("created");
    HttpResponse<String> second = send(checkin(path, BODY.formatted("A")));
    assertThat(second.statusCode()).isEqualTo(200);
    assertThat(json(second).get("status").asString()).isEqualTo("known");
    assertThat(send(checkin(path, BODY.formatted("B"))).statusCode()).isEqualTo(201);
    Awaitility.await().until(() -> stored.get() == 2);
  }

  @Test
  void ofSeveralBotsWithOnePacketOneIsFirst() {
    List<CompletableFuture<Integer>> statuses =
        IntStream.range(0, 200)
            .mapToObj(
                i ->
                    client
                        .sendAsync(
                            checkin("/", BODY.formatted("hash " + i % 20)).build(),
                            HttpResponse.BodyHandlers.ofString())
                        .thenApply(HttpResponse::statusCode))
            .toList();
    assertThat(statuses.stream().map(CompletableFuture::join).filter(status -> status == 201))
        .hasSize(20);
    assertThat(statuses).extracting(CompletableFuture::join).containsOnly(200, 201);
  }

  @Test
  void itIsOnTheDiskBeforeTheAnswer() throws Exception {
    send(checkin("/", BODY.formatted("A")));
    try (Connection other =
            DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("checkins.db"));
        Statement statement = other.createStatement()) {
      assertThat(statement.executeQuery("SELECT * FROM checkins").next()).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Bearer sesam",
        "Bearer sesamee",
        "Bearer Sesame",
        "Bearer",
        "Bearer ",
        "sesame",
        "Basic c2VzYW1lOnNlc2FtZQ==",
        "Bearer sesame, Bearer sesame"
      })
  void whoHasNoSecretIsRefused(String authorization) throws Exception {
    HttpResponse<String> answer =
        send(checkin("/", BODY.formatted("A")).setHeader("Authorization", authorization));
    assertError(answer, 401);
    assertThat(answer.headers().firstValue("WWW-Authenticate")).hasValueSatisfying(this::isBearer);
    assertThat(stored).hasValue(0);
  }

  private void isBearer(String challenge) {
    assertThat(challenge).startsWith("Bearer realm=").doesNotContain("Basic");
  }

  @Test
  void credentialsComeBeforeEverythingElse() throws Exception {
    assertError(send(request("/").POST(HttpRequest.BodyPublishers.ofString("x"))), 401);
    assertError(
        send(
            checkin("/", BODY)
                .setHeader("Authorization", "Bearer sesame")
                .header("Authorization", "Bearer sesame")),
        401);
    assertThat(
            send(checkin("/", BODY.formatted("A")).setHeader("Authorization", "bearer  sesame "))
                .statusCode())
        .isEqualTo(201);
  }

  @Test
  void whatIsMissingIsNamed() throws Exception {
    HttpResponse<String> answer =
        send(checkin("/", "{\"packet_hash\":\"A\",\"username\":7,\"message\":\"m\"}"));
    assertError(answer, 400);
    assertThat(json(answer).get("fields").toString())
        .isEqualTo("[\"username\",\"channel\",\"timestamp\"]");
    HttpResponse<String> noJson = send(checkin("/", "{"));
    assertError(noJson, 400);
    assertThat(json(noJson).get("fields").toString()).isEqualTo("[]");
  }

  @Test
  void aBodyBeyond4KibIsTooLarge() throws Exception {
    String fits = BODY.formatted("A");
    fits += " ".repeat(4096 - fits.length());
    assertThat(send(checkin("/", fits)).statusCode()).isEqualTo(201);
    assertError(send(checkin("/", fits + " ")), 413);
    byte[] large = (fits + " ").getBytes(StandardCharsets.UTF_8);
    assertError(
        send(
            checkin("/", "")
                .POST(
                    HttpRequest.BodyPublishers.ofInputStream(
                        () -> new ByteArrayInputStream(large)))),
        413);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "text/plain                                 | 415",
        "application/x-www-form-urlencoded          | 415",
        "application/jsonx                          | 415",
        "application/json; charset=iso-8859-1       | 415",
        "application/json, application/json         | 415",
        "application/json                           | 201",
        "Application/JSON;charset=UTF-8             | 201",
        "application/json; charset=\"utf-8\"        | 201",
      })
  void onlyJsonIsTaken(String type, int status) throws Exception {
    HttpResponse<String> answer =
        send(checkin("/", BODY.formatted("A")).setHeader("Content-Type", type));
    assertThat(answer.statusCode()).isEqualTo(status);
  }

  @Test
  void aBodyWithoutATypeOrInACodingIsNot() throws Exception {
    HttpRequest.Builder request =
        request("/")
            .header("Authorization", "Bearer sesame")
            .POST(HttpRequest.BodyPublishers.ofString(BODY));
    assertError(send(request), 415);
    assertError(send(checkin("/", BODY).header("Content-Encoding", "br")), 415);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/checkins"})
  void getIsAHealthCheckForEverybody(String path) throws Exception {
    HttpResponse<String> answer = send(request(path).GET());
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo("{\"status\":\"ok\"}");
    HttpResponse<String> head =
        send(request(path).method("HEAD", HttpRequest.BodyPublishers.noBody()));
    assertThat(head.statusCode()).isEqualTo(200);
    assertThat(head.body()).isEmpty();
  }

  @Test
  void otherMethodsAndPathsAreNotThere() throws Exception {
    HttpResponse<String> put =
        send(checkin("/", BODY).PUT(HttpRequest.BodyPublishers.ofString(BODY)));
    assertError(put, 405);
    assertThat(put.headers().firstValue("Allow")).hasValue("GET, HEAD, POST, OPTIONS");
    assertError(send(checkin("/checkin", BODY)), 404);
    assertError(send(checkin("/checkins/A", BODY)), 404);
    assertError(send(request("//").GET()), 404);
    assertThat(
            send(request("/").method("OPTIONS", HttpRequest.BodyPublishers.noBody())).statusCode())
        .isEqualTo(204);
  }

  @Test
  void whileTheDatabaseCanNotBeWrittenBotsAreToldToComeBack() throws Exception {
    try (Connection other =
            DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("checkins.db"));
        Statement statement = other.createStatement()) {
      statement.execute("BEGIN IMMEDIATE");
      HttpResponse<String> answer = send(checkin("/", BODY.formatted("A")));
      assertError(answer, 503);
      assertThat(answer.headers().firstValue("Retry-After")).hasValue("5");
      statement.execute("ROLLBACK");
    }
    assertThat(send(checkin("/", BODY.formatted("A"))).statusCode()).isEqualTo(201);
  }

  @Test
  void aPortThatIsTakenIsSaidSo() {
    assertThatThrownBy(() -> server(server.address().getPort()).start(store, () -> {}))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("checkin.port: 127.0.0.1:" + server.address().getPort())
        .hasMessageContaining("taken by another program");
  }
}
