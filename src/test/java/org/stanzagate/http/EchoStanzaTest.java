package org.stanzagate.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.stanzagate.codec.Codecs;
import tools.jackson.databind.json.JsonMapper;

class EchoStanzaTest {
  private static final String JSON = "application/json";

  private static final JsonMapper MAPPER = new JsonMapper();

  private ServerUnderTest server;
  private RawClient client;

  @BeforeEach
  void start() throws IOException {
    server = new ServerUnderTest();
    client = server.client();
  }

  @AfterEach
  void stop() throws IOException {
    client.close();
    server.close();
  }

  @Test
  void whatWouldBeSentIsGivenBackAndNothingIsSent() throws IOException {
    var answer =
        client.send(echo(JSON, "", "{\"to\":\"ROMEO@example.org\",\"body\":\"Hi\"}")).read();

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("Content-Type")).isEqualTo(JSON);
    assertThat(answer.body())
        .isEqualTo(
            "{\"kind\":\"message\",\"to\":\"romeo@example.org\",\"from\":\"rest.example\",\"id\":\""
                + answer.header("Stanza-Id")
                + "\",\"body\":\"Hi\"}");
    assertThat(server.component.sent).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "application/json | application/xmpp+xml | {\"to\":\"a@b\",\"id\":\"1\",\"ping\":true} | <iq to='a@b' id='1' type='get' from='rest.example'><ping xmlns='urn:xmpp:ping'/></iq>",
        "application/xmpp+xml | application/json | <iq type='get' id='1' to='a@b'><ping xmlns='urn:xmpp:ping'/></iq> | {\"kind\":\"iq\",\"type\":\"get\",\"to\":\"a@b\",\"from\":\"rest.example\",\"id\":\"1\",\"ping\":true}",
        "application/xmpp+xml | text/plain | <message id='1' to='a@b'><body>Hi</body></message> | Hi",
        "application/x-www-form-urlencoded | */* | to=a%40b&id=1&show=xa | kind=presence&type=available&to=a%40b&from=rest.example&id=1&show=xa",
      })
  void itTranslates(String type, String accept, String body, String echoed) throws IOException {
    var answer = client.send(echo(type, "Accept: " + accept + "\n", body)).read();

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo(echoed);
    assertThat(server.component.requests).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "400 | application/json | {\"to\":\"a@b\",\"bodi\":\"x\"}",
        "422 | application/json | {\"body\":\"x\"}",
        "403 | application/json | {\"to\":\"a@b\",\"from\":\"c@d\"}",
        "415 | text/html | x",
        "400 | application/xmpp+xml | <message",
      })
  void whatWouldBeRefusedIsRefused(int status, String type, String body) throws IOException {
    assertThat(client.send(echo(type, "", body)).read().status()).isEqualTo(status);
  }

  @Test
  void whatWouldBeTooLargeIsRefused() throws IOException {
    String body = "{\"to\":\"a@b\",\"body\":\"" + "x".repeat(1000) + "\"}";
    var answer = client.send(echo(JSON, "", body)).read();

    assertThat(answer.status()).isEqualTo(413);
    assertThat(answer.body()).contains("component.max_send is 1000");
  }

  @Test
  void aMalformedTimeoutIsRefusedToo() throws IOException {
    String ping = "{\"to\":\"a@b\",\"ping\":true}";
    assertThat(client.send(echo(JSON, "Prosody-Rest-Timeout: soon\n", ping)).read().status())
        .isEqualTo(400);
  }

  @Test
  void itNeedsCredentials() throws IOException {
    String request = echo(JSON, "", "{}").replaceFirst("Authorization: [^\n]*\n", "");
    assertThat(client.send(request).read().status()).isEqualTo(401);
    assertThat(client.send("GET /rest/echo HTTP/1.1\nHost: localhost\n\n").read().status())
        .isEqualTo(401);
  }

  /** Every line of the corpus is a stanza, though not always one that may be sent. */
  @Test
  void noStanzaIsTooMuch() throws IOException {
    Set<Integer> statuses = new TreeSet<>();
    for (String xml : corpus()) {
      String body = xml.replaceAll(" from='ada@[^']*'", "");
      var json =
          client.send(echo("application/xmpp+xml", "Accept: application/json\n", body)).read();
      statuses.add(json.status());
      if (json.status() == 200) {
        var back = client.send(echo(JSON, "", json.body())).read();
        assertThat(back.status()).as(json.body()).isEqualTo(200);
        assertThat(MAPPER.readTree(back.body())).isEqualTo(MAPPER.readTree(json.body()));
      }
    }
    assertThat(statuses).containsExactly(200, 413, 422);
  }

  private static List<String> corpus() throws IOException {
    try (InputStream lines = Codecs.class.getResourceAsStream("stanzas.txt")) {
      return new String(requireNonNull(lines).readAllBytes(), UTF_8).lines().toList();
    }
  }

  private static String echo(String type, String headers, String body) {
    return ServerUnderTest.post(type).replace("POST /rest ", "POST /rest/echo ")
        + headers
        + "Content-Length: "
        + body.getBytes(UTF_8).length
        + "\n\n"
        + body;
  }
}
