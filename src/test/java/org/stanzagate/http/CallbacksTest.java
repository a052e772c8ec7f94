package org.stanzagate.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.stanzagate.http.PullUnderTest.get;

import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.stanzagate.config.AuthConfig;
import org.stanzagate.config.Tokens;
import org.stanzagate.outbox.CallbackState;
import org.stanzagate.outbox.TestResult;

/** What administrators may see of callbacks, and do to them. */
class CallbacksTest {
  private static final AuthConfig ADMIN =
      new AuthConfig(
          false,
          true,
          List.of(
              new Tokens(
                      "ops",
                      ServerUnderTest.TOKEN,
                      List.of(),
                      Set.of(),
                      List.of(),
                      null,
                      null,
                      true)
                  .build(),
              Tokens.token("bot", PullUnderTest.OTHER_TOKEN).build()));

  private static final String COMPONENT =
      "Basic "
          + Base64.getEncoder()
              .encodeToString("rest.example:s3cret".getBytes(StandardCharsets.UTF_8));

  private final ScriptedCallbacks callbacks = new ScriptedCallbacks();
  private ServerUnderTest server;

  @BeforeEach
  void start() throws Exception {
    server = server(ADMIN);
  }

  private ServerUnderTest server(AuthConfig auth) throws Exception {
    return new ServerUnderTest(
        auth,
        ServerUnderTest.PATIENT,
        new ServedOutbox(token -> Optional.empty(), callbacks),
        Duration.ofSeconds(15));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private RawClient.Answer ask(String request) throws Exception {
    try (RawClient client = server.client()) {
      return client.send(request).read();
    }
  }

  private RawClient.Answer post(String path) throws Exception {
    return ask(get("callbacks/" + path, "Content-Length: 0\n").replaceFirst("GET", "POST"));
  }

  @Test
  void eachIsListedWithAllThatIsKnown() throws Exception {
    callbacks.states =
        CompletableFuture.completedFuture(
            List.of(
                new CallbackState(
                    "bots",
                    "durable",
                    3,
                    Duration.ofMillis(61_500),
                    Instant.parse("2026-11-22T10:00:00.123456Z"),
                    Instant.parse("2026-11-22T10:01:00Z"),
                    List.of(
                        new CallbackState.Failure(Instant.parse("2026-11-22T10:00:30Z"), "502"),
                        new CallbackState.Failure(
                            Instant.parse("2026-11-22T10:00:10Z"), "it said \"no\""))),
                new CallbackState("mine", "pull", 0, null, null, null, List.of())));
    var answer = ask(get("callbacks", ""));

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("Content-Type")).isEqualTo("application/json");
    assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
    assertThat(answer.body())
        .isEqualTo(
            "{\"callbacks\":[{\"name\":\"bots\",\"delivery\":\"durable\",\"queued\":3,"
                + "\"oldest_age\":61,\"last_success\":\"2026-11-22T10:00:00.123Z\","
                + "\"last_error\":{\"time\":\"2026-11-22T10:00:30Z\",\"reason\":\"502\"},"
                + "\"next_try\":\"2026-11-22T10:01:00Z\","
                + "\"failures\":[{\"time\":\"2026-11-22T10:00:30Z\",\"reason\":\"502\"},"
                + "{\"time\":\"2026-11-22T10:00:10Z\",\"reason\":\"it said \\\"no\\\"\"}]},"
                + "{\"name\":\"mine\",\"delivery\":\"pull\",\"queued\":0,\"oldest_age\":null,"
                + "\"last_success\":null,\"last_error\":null,\"next_try\":null,\"failures\":[]}]}");
  }

  @Test
  void theListWaitsForTheStore() throws Exception {
    callbacks.states = new CompletableFuture<>();
    try (RawClient client = server.client()) {
      client.send(get("callbacks", ""));
      callbacks.states.complete(List.of());
      assertThat(client.read().body()).isEqualTo("{\"callbacks\":[]}");
    }
  }

  @Test
  void aStoreThatFailsIs503AndAFaultOfOursIs500() throws Exception {
    callbacks.states = CompletableFuture.failedFuture(new SQLException("the disk is full"));
    var failed = ask(get("callbacks", ""));
    assertThat(failed.status()).isEqualTo(503);
    assertThat(failed.header("Retry-After")).isEqualTo("5");

    callbacks.states =
        CompletableFuture.failedFuture(
            new CompletionException(new IllegalStateException("a fault that the test has made")));
    assertThat(ask(get("callbacks", "")).status()).isEqualTo(500);
  }

  @ParameterizedTest
  @ValueSource(strings = {"callbacks", "callbacks/bots/flush", "callbacks/bots/test"})
  void onlyAdministratorsMay(String path) throws Exception {
    callbacks.onFlush = name -> Optional.of(1);
    callbacks.onTest =
        name ->
            Optional.of(
                CompletableFuture.completedFuture(new TestResult(204, null, Duration.ZERO)));
    String admins =
        path.equals("callbacks")
            ? get(path, "")
            : get(path, "Content-Length: 0\n").replaceFirst("GET", "POST");
    String bots = admins.replace(ServerUnderTest.TOKEN, PullUnderTest.OTHER_TOKEN);

    assertThat(ask(admins).status()).isEqualTo(200);
    assertThat(ask(admins.replace("Bearer " + ServerUnderTest.TOKEN, COMPONENT)).status())
        .isEqualTo(200);
    assertThat(ask(bots).status()).isEqualTo(403);
    assertThat(ask(bots).body()).contains("admin: true", "auth.component_login");
    assertThat(ask(admins.replaceAll("Authorization.*\n", "")).status()).isEqualTo(401);
    try (ServerUnderTest open = server(ServerUnderTest.ANONYMOUS);
        RawClient client = open.client()) {
      assertThat(client.send(admins).read().status()).isEqualTo(403);
    }
  }

  @Test
  void flushSaysHowManyConversationsWaited() throws Exception {
    callbacks.onFlush = name -> name.equals("my.bots") ? Optional.of(7) : Optional.empty();
    assertThat(post("my.bots/flush").body()).isEqualTo("{\"conversations\":7}");
    assertThat(post("my%2Ebots/flush").status()).isEqualTo(200);
  }

  @Test
  void testSaysWhatTheWebhookMadeOfIt() throws Exception {
    CompletableFuture<TestResult> result = new CompletableFuture<>();
    callbacks.onTest = name -> name.equals("bots") ? Optional.of(result) : Optional.empty();
    try (RawClient client = server.client()) {
      client.send(get("callbacks/bots/test", "Content-Length: 0\n").replaceFirst("GET", "POST"));
      result.complete(new TestResult(204, null, Duration.ofMillis(12)));
      assertThat(client.read().body()).isEqualTo("{\"status\":204,\"ms\":12}");
    }
    callbacks.onTest =
        name ->
            Optional.of(
                CompletableFuture.completedFuture(
                    new TestResult(null, "connection refused", Duration.ofMillis(3))));
    assertThat(post("bots/test").body()).isEqualTo("{\"error\":\"connection refused\",\"ms\":3}");
  }

  @Test
  void aNameThatNobodyHasIs404() throws Exception {
    for (String action : List.of("flush", "test")) {
      var answer = post("nobody/" + action);
      assertThat(answer.status()).isEqualTo(404);
      assertThat(answer.body())
          .contains("no callback is called nobody; GET /rest/callbacks lists those there are");
    }
    assertThat(post("bots").body()).contains("/rest/callbacks/{name}/flush");
    assertThat(post("bots/flush/now").status()).isEqualTo(404);
  }

  @Test
  void whatIsNeverPostedToIs409() throws Exception {
    callbacks.onFlush =
        name -> {
          throw new IllegalStateException("mine is pulled by echobot");
        };
    callbacks.onTest =
        name -> {
          throw new IllegalStateException("mine is pulled by echobot");
        };
    for (String action : List.of("flush", "test")) {
      var answer = post("mine/" + action);
      assertThat(answer.status()).isEqualTo(409);
      assertThat(answer.body()).contains("mine is pulled by echobot");
    }
  }

  @Test
  void onlyPostActsAndNothingElseIsSaid() throws Exception {
    callbacks.onFlush = name -> Optional.of(1);
    var wrong = ask(get("callbacks/bots/flush", ""));
    assertThat(wrong.status()).isEqualTo(405);
    assertThat(wrong.header("Allow")).isEqualTo("POST, OPTIONS");
    assertThat(post("bots/flush?now=1").body()).contains("now: nothing of that name");
    var body =
        ask(get("callbacks/bots/flush", "Content-Length: 2\n").replaceFirst("GET", "POST") + "{}");
    assertThat(body.status()).isEqualTo(400);
    assertThat(body.header("Content-Type")).isEqualTo("application/json");
  }
}
