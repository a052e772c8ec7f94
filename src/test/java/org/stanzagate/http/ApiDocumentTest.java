package org.stanzagate.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URLEncoder;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.stanzagate.codec.Codecs;
import org.stanzagate.component.ScriptedComponent;
import org.stanzagate.config.GatewayConfig;
import org.stanzagate.console.ConsoleFiles;
import org.stanzagate.listener.Routes;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** The document of the API is served, and says what there is. */
class ApiDocumentTest {
  private static final JsonNode DOCUMENT =
      new JsonMapper().readTree(Codecs.load().document().json("/rest"));

  @Test
  void anybodyMayReadItAsJsonAndAsYaml() throws IOException {
    try (ServerUnderTest server = new ServerUnderTest();
        RawClient client = server.client()) {
      var json = client.send("GET /openapi.json HTTP/1.1\nHost: localhost\n\n").read();
      var yaml = client.send("GET /openapi.yaml HTTP/1.1\nHost: localhost\n\n").read();

      assertThat(json.status()).isEqualTo(200);
      assertThat(json.header("Content-Type")).isEqualTo("application/json");
      assertThat(yaml.status()).isEqualTo(200);
      assertThat(yaml.header("Content-Type")).isEqualTo("application/yaml");
      assertThat(new JsonMapper().readTree(json.body())).isEqualTo(DOCUMENT);
      assertThat(new YAMLMapper().readTree(yaml.body()).toString()).isEqualTo(DOCUMENT.toString());
      assertThat(DOCUMENT.at("/components/schemas/Presence/properties/priority/maximum").asInt())
          .isEqualTo(127);
      assertThat(json.body()).contains("\"x-name-is-value\":true");
    }
  }

  @Test
  void itHasTheApiWhereTheApiIs() {
    var document = Codecs.load().document();
    assertThat(new JsonMapper().readTree(document.json("/api/v1")).path("paths").propertyNames())
        .contains("/api/v1", "/api/v1/echo", "/healthz")
        .noneMatch(path -> path.startsWith("/rest"));
    assertThat(new String(document.yaml("/api/v1"), UTF_8))
        .contains("\n  /api/v1:\n", "\n  /api/v1/echo:\n")
        .doesNotContain("\n  /rest");
  }

  @Test
  void itDescribesEveryEndpointThereIsAndNoOther() throws IOException {
    GatewayConfig config = ServerUnderTest.config(0, ServerUnderTest.TOKENS, false);
    Routes routes =
        new RestServer(
                config,
                new ScriptedComponent(),
                Codecs.load(),
                () -> CompletableFuture.completedFuture(true),
                stanza -> true,
                ServerUnderTest.NO_OUTBOX,
                new ScriptedInsight().insight(false),
                Clock.systemUTC())
            .routes();
    assertThat(here().keySet().stream().map(path -> path.replaceAll("\\{.*", "")).distinct())
        .containsExactlyInAnyOrderElementsOf(
            routes.paths().stream().filter(path -> !ConsoleFiles.isFile(path)).toList());
    try (ServerUnderTest server = new ServerUnderTest();
        RawClient client = server.client()) {
      for (Map.Entry<String, JsonNode> path : here().entrySet()) {
        var options =
            client
                .send(
                    "OPTIONS "
                        + path.getKey().replaceAll("[{}]", "")
                        + " HTTP/1.1\nHost: localhost\n\n")
                .read();
        String methods =
            path.getValue().propertyNames().stream()
                .map(method -> method.equals("get") ? "GET, HEAD" : "POST")
                .collect(joining());
        assertThat(options.header("Allow")).isEqualTo(methods + ", OPTIONS");
      }
    }
  }

  /** What has servers of its own is served elsewhere. */
  private static Map<String, JsonNode> here() {
    return DOCUMENT.path("paths").properties().stream()
        .filter(path -> !path.getValue().has("servers"))
        .collect(toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  @Test
  void everyExampleOfABodyIsTaken() throws IOException {
    List<String> taken = new ArrayList<>();
    try (ServerUnderTest server = new ServerUnderTest();
        RawClient client = server.client()) {
      JsonNode content = DOCUMENT.at("/components/requestBodies/Stanza/content");
      for (Map.Entry<String, JsonNode> type : content.properties()) {
        for (JsonNode reference : type.getValue().path("examples")) {
          String pointer = reference.path("$ref").asString().substring(1);
          String body = body(type.getKey(), DOCUMENT.at(pointer).path("value"));
          String head = ServerUnderTest.post(type.getKey()).replace("/rest ", "/rest/echo ");
          var answer =
              client
                  .send(head + "Content-Length: " + body.getBytes(UTF_8).length + "\n\n" + body)
                  .read();
          assertThat(answer.status()).as(pointer + ": " + answer.body()).isEqualTo(200);
          taken.add(pointer);
        }
      }
    }
    assertThat(taken).hasSizeGreaterThanOrEqualTo(7);
  }

  private static String body(String type, JsonNode example) {
    if (type.endsWith("form-urlencoded")) {
      return example.properties().stream()
          .map(e -> e.getKey() + "=" + URLEncoder.encode(e.getValue().asString(), UTF_8))
          .collect(joining("&"));
    }
    return example.isString() ? example.asString() : example.toString();
  }
}
