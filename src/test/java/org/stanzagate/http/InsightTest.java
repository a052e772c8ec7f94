package org.stanzagate.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.stanzagate.config.AuthConfig;
import org.stanzagate.config.Tokens;
import org.stanzagate.listener.TextContent;

/** What administrators see of a gateway that runs, and nobody else does. */
@Timeout(30)
class InsightTest {
  private static final String ADMIN = "YWRtaW5zIHRva2Vu";

  private ServerUnderTest server;
  private RawClient client;

  @BeforeEach
  void start() throws IOException {
    server =
        new ServerUnderTest(
            new AuthConfig(
                false,
                true,
                List.of(
                    Tokens.token("echobot", ServerUnderTest.TOKEN).build(),
                    new Tokens("boss", ADMIN, List.of(), Set.of(), List.of(), null, null, true)
                        .build())));
    client = server.client();
  }

  @AfterEach
  void stop() throws IOException {
    client.close();
    server.close();
  }

  private RawClient.Answer get(String path, String token) throws IOException {
    String credentials = token.isEmpty() ? "" : "Authorization: Bearer " + token + "\n";
    return client.send("GET " + path + " HTTP/1.1\nHost: localhost\n" + credentials + "\n").read();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/metrics", "/metrics/"})
  void onlyAdministratorsGetIn(String path) throws Exception {
    assertThat(get(path, "").status()).isEqualTo(401);
    RawClient.Answer refused = get(path, ServerUnderTest.TOKEN);
    assertThat(refused.status()).isEqualTo(403);
    assertThat(refused.body()).contains("admin: true");
    assertThat(get(path, ADMIN).status()).isEqualTo(200);
  }

  @Test
  void metricsAreTextThatIsNotKept() throws Exception {
    RawClient.Answer answer = get("/metrics", ADMIN);
    assertThat(answer.body()).isEqualTo("up 1\n");
    assertThat(answer.header("Content-Type")).startsWith("text/plain; version=0.0.4");
    assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
    assertThat(answer.header("Vary")).contains("Accept");
  }

  @Test
  void metricsAreAskedForInWhatTheReaderAcceptsAndMayBeCompressed() throws Exception {
    String asked = "GET /metrics HTTP/1.1\nHost: localhost\nAuthorization: Bearer " + ADMIN + "\n";
    server.insight.metrics = new TextContent("a/b", "up 1\n".repeat(1000));
    RawClient.Answer answer =
        client.send(asked + "Accept: x/y\nAccept: a/b;q=0.5\nAccept-Encoding: gzip\n\n").read();
    assertThat(server.insight.accepted.take()).isEqualTo("x/y,a/b;q=0.5");
    assertThat(answer.header("Content-Type")).isEqualTo("a/b");
    assertThat(answer.header("Content-Encoding")).isEqualTo("gzip");
    assertThat(answer.header("Vary")).contains("Accept", "Accept-Encoding");
    assertThat(Integer.parseInt(answer.header("Content-Length"))).isLessThan(1000);

    RawClient.Answer head = client.send(asked.replace("GET", "HEAD") + "\n").readHead();
    assertThat(head.status()).isEqualTo(200);
    assertThat(head.header("Content-Length")).isEqualTo("5000");
    assertThat(client.send(asked.replace("GET", "POST") + "\n").read().status()).isEqualTo(405);
  }
}
