package org.stanzagate.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a gateway with --debug prints while two tokens send and two bots get messages, many at a
 * time: the XML of the stream, no secret, and on each line only what it is about.
 */
@ExtendWith(FailureLogs.class)
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class DebugLogIT {
  private static final int EACH = 25;
  private static final String SECRET = "the-Component-s-own-8d1c";
  private static final String SIGNING = "whsec_c2lnbmluZyBzZWNyZXQgb2YgdGhlIHdlYmhvb2s=";
  private static final List<String> TOKENS =
      List.of("YSB0b2tlbiBvZiBhbHBoYQ==", "YmV0YSdzIHRva2Vu");
  private static final List<String> NAMES = List.of("alpha", "beta");
  private static final JsonMapper JSON = new JsonMapper();

  private static ScriptedWebhook webhook;
  private static GatewayProcess gateway;
  private static List<JsonNode> lines;

  @BeforeAll
  static void letTwoTokensAndTwoBotsTalk() throws Exception {
    webhook = ScriptedWebhook.start();
    webhook.answers(request -> WebhookAnswer.status(500));
    gateway =
        GatewayProcess.launch("sandbox", "--debug", "--config", "" + GatewayProcess.write(yaml()));
    gateway.awaitListening();
    gateway.awaitReady();
    HttpClient client = HttpClient.newHttpClient();
    List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
    for (int i = 0; i < EACH; i++) {
      for (int who = 0; who < 2; who++) {
        answers.add(
            post(client, who, "/rest", sent(NAMES.get(who), i), "Prefer", "handling=lenient"));
        answers.add(post(client, who, "/sandbox/inject", incoming(NAMES.get(who), i)));
      }
    }
    for (CompletableFuture<HttpResponse<String>> answer : answers) {
      assertThat(answer.get(60, TimeUnit.SECONDS).statusCode()).isEqualTo(202);
    }
    Awaitility.await("all deliveries have failed")
        .atMost(60, TimeUnit.SECONDS)
        .until(() -> gateway.printed().split("the webhook failed", -1).length == 2 * EACH + 1);
    gateway.terminate();
    assertThat(gateway.awaitExit()).isZero();
    lines =
        gateway
            .printed()
            .lines()
            .filter(line -> line.startsWith("{\""))
            .map(JSON::readTree)
            .toList();
  }

  @AfterAll
  static void stop() throws Exception {
    if (gateway != null) {
      gateway.close();
    }
    if (webhook != null) {
      webhook.close();
    }
  }

  private static String yaml() {
    return """
        component: { domain: rest.example.net, secret: "%s" }
        http: { listen: "127.0.0.1:0" }
        auth:
          tokens:
            - { token: "%s", name: alpha }
            - { token: "%s", name: beta }
        callbacks:
          - { name: for-alpha, url: "%s/a", to: [ alpha@rest.example.net ], secret: "%s" }
          - { name: for-beta, url: "%s/b", to: [ beta@rest.example.net ] }
        log: json
        """
        .formatted(SECRET, TOKENS.get(0), TOKENS.get(1), webhook.url(), SIGNING, webhook.url());
  }

  /** With a key that nobody knows, which is a warning in the log. */
  private static String sent(String name, int i) {
    return """
        {"to":"silent@sandbox","id":"%1$s-sent-%2$d","body":"confidential %3$s","odd-%1$s-%2$d":1}"""
        .formatted(name, i, SECRET);
  }

  private static String incoming(String name, int i) {
    return """
        {"from":"silent@sandbox","to":"%1$s@rest.example.net","id":"%1$s-came-%2$d","body":"confidential\\n{\\"forged\\":1}\\u009b31m"}"""
        .formatted(name, i);
  }

  private static CompletableFuture<HttpResponse<String>> post(
      HttpClient client, int who, String path, String json, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(gateway.base().resolve(path))
            .header("Content-Type", "application/json")
            .header("Authorization", "Bearer " + TOKENS.get(who))
            .POST(HttpRequest.BodyPublishers.ofString(json));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.sendAsync(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void theStreamIsShownBothWays() {
    assertThat(messages())
        .anyMatch(text -> text.matches("out <stream:stream .* to='rest\\.example\\.net'.*>"))
        .anyMatch(text -> text.matches("in <stream:stream .* id='[^']+'.*>"))
        .contains("out <handshake>(secret)</handshake>", "in <handshake/>")
        .anyMatch(text -> text.matches("out <message .*<body>confidential \\(secret\\)</body>.*"))
        .anyMatch(text -> text.matches("in <message .*<body>confidential.*</body>.*"))
        .contains("out </stream:stream>", "in </stream:stream>");
  }

  @Test
  void noSecretAndNoProofOfOneIsShown() throws Exception {
    MatchResult id =
        Pattern.compile("in <stream:stream .* id='([^']+)'")
            .matcher(String.join("\n", messages()))
            .results()
            .findFirst()
            .orElseThrow();
    byte[] digest =
        MessageDigest.getInstance("SHA-1").digest((id.group(1) + SECRET).getBytes(UTF_8));

    assertThat(gateway.printed())
        .doesNotContain(SECRET, SIGNING, TOKENS.get(0), TOKENS.get(1))
        .doesNotContain(HexFormat.of().formatHex(digest));
  }

  /** U+009B begins a terminal's commands. */
  @Test
  void noStanzaForgesALineOrCommandsATerminal() {
    assertThat(linesWith("in <message")).isNotEmpty();
    assertThat(linesWith("in <message"))
        .allSatisfy(
            line ->
                assertThat(text(line, "message"))
                    .contains("confidential\\n{\"forged\":1}\\u009b31m"));
    assertThat(gateway.printed()).doesNotContain("\u009b", "\n{\"forged");
  }

  @Test
  void whatPeopleWriteIsShownAtDebugAlone() {
    assertThat(lines)
        .filteredOn(line -> !text(line, "level").equals("DEBUG"))
        .isNotEmpty()
        .noneMatch(line -> line.toString().contains("confidential"));
  }

  @Test
  void aLineAboutARequestNamesItsTokenAndItsStanza() {
    Pattern odd = Pattern.compile("odd-(alpha|beta)-(\\d+)");
    List<JsonNode> warnings = linesWith("left out of a stanza");

    assertThat(warnings)
        .hasSize(2 * EACH)
        .allSatisfy(
            line -> {
              MatchResult key =
                  odd.matcher(text(line, "message")).results().findFirst().orElseThrow();
              assertThat(text(line, "token")).isEqualTo(key.group(1));
              assertThat(text(line, "stanza")).isEqualTo(key.group(1) + "-sent-" + key.group(2));
            });
  }

  @Test
  void aLineAboutADeliveryNamesItsCallbackAndItsStanza() {
    List<JsonNode> warnings = linesWith("the webhook failed");

    assertThat(warnings)
        .hasSize(2 * EACH)
        .extracting(
            line -> text(line, "callback") + " " + text(line, "stanza").replaceAll("\\d+", "N"))
        .containsOnly("for-alpha alpha-came-N", "for-beta beta-came-N");
    assertThat(warnings).extracting(line -> text(line, "stanza")).doesNotHaveDuplicates();
  }

  @Test
  void noLineHasWhatBelongsToAnother() {
    assertThat(lines)
        .allSatisfy(
            line -> {
              String about = text(line, "token") + text(line, "callback") + text(line, "stanza");
              assertThat(about.contains("alpha") && about.contains("beta")).isFalse();
            });
    assertThat(linesWith("in <message"))
        .noneMatch(line -> line.has("token") || line.has("callback"));
    assertThat(linesWith("in <message"))
        .allSatisfy(
            line ->
                assertThat(text(line, "message")).contains("id='" + text(line, "stanza") + "'"));
    assertThat(linesWith("Stopped"))
        .isNotEmpty()
        .noneMatch(line -> line.has("token") || line.has("callback") || line.has("stanza"));
  }

  private static List<String> messages() {
    return lines.stream().map(line -> text(line, "message")).toList();
  }

  private static List<JsonNode> linesWith(String start) {
    return lines.stream().filter(line -> text(line, "message").startsWith(start)).toList();
  }

  /** A field's text; empty where the line has none. */
  private static String text(JsonNode line, String field) {
    return line.path(field).asString("");
  }
}
