package org.stanzagate.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.stanzagate.http.RawClient.Answer;

class BrowserGuardTest {
  private static ServerUnderTest anonymous;
  private static ServerUnderTest withTokens;

  @BeforeAll
  static void start() throws IOException {
    anonymous = new ServerUnderTest(ServerUnderTest.ANONYMOUS);
    withTokens = new ServerUnderTest();
  }

  @AfterAll
  static void stop() {
    anonymous.close();
    withTokens.close();
  }

  private static int status(ServerUnderTest server, String headers) throws IOException {
    try (RawClient client = server.client()) {
      return client.send("GET /healthz HTTP/1.1\n" + headers + "\n\n").read().status();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Host: gw.example\nSec-Fetch-Site: same-origin",
        "Host: gw.example\nSec-Fetch-Site: none",
        "Host: gw.example:8080\nOrigin: http://gw.example:8080",
        "Host: gw.example\nOrigin: http://GW.example:80",
        "Host: gw.example:443\nOrigin: https://gw.example",
        // A proxy wrote its own name into Host; the browser still knows.
        "Host: 127.0.0.1:8080\nOrigin: https://gw.example\nSec-Fetch-Site: same-origin",
      })
  void aPageOfOurOwnMayAsk(String headers) throws IOException {
    assertThat(status(withTokens, headers)).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Host: gw.example\nSec-Fetch-Site: cross-site",
        "Host: gw.example\nSec-Fetch-Site: same-site",
        "Host: gw.example\nSec-Fetch-Site: same-origin\nSec-Fetch-Site: cross-site",
        "Host: gw.example\nSec-Fetch-Site: cross-site\nOrigin: http://gw.example",
        "Host: gw.example\nOrigin: null",
        "Host: gw.example\nOrigin: https://evil.example",
        "Host: gw.example\nOrigin: https://gw.example.evil.example",
        "Host: gw.example\nOrigin: gw.example",
        "Host: gw.example:8080\nOrigin: http://gw.example:8081",
        "Host: gw.example\nOrigin: http://gw.example\nOrigin: http://evil.example",
      })
  void aPageFromElsewhereMayNot(String headers) throws IOException {
    assertThat(status(withTokens, headers)).isEqualTo(403);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "localhost",
        "LOCALHOST:8080",
        "127.0.0.1",
        "127.0.0.1:8080",
        "127.8.9.10:1",
        "[::1]",
        "[::1]:8080"
      })
  void withoutCredentialsLoopbackNamesAreServed(String host) throws IOException {
    assertThat(status(anonymous, "Host: " + host)).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "evil.example",
        "localhost.evil.example",
        "127.0.0.1.evil.example",
        "10.0.0.1",
        "[::2]",
        "xlocalhost"
      })
  void withoutCredentialsOtherNamesAreNot(String host) throws IOException {
    assertThat(status(anonymous, "Host: " + host)).isEqualTo(403);
    assertThat(status(withTokens, "Host: " + host)).isEqualTo(200);
  }

  private static Answer answer(String request) throws IOException {
    try (RawClient client = withTokens.client()) {
      return client.send(request + "\n\n").read();
    }
  }

  @Test
  void aPageOfAnOriginThatIsListedMayAsk() throws IOException {
    for (String more : List.of("", "\nSec-Fetch-Site: cross-site", "\nSec-Fetch-Site: same-site")) {
      Answer answer =
          answer("GET /healthz HTTP/1.1\nHost: gw.example\nOrigin: https://app.example" + more);
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.header("Access-Control-Allow-Origin")).isEqualTo("https://app.example");
      assertThat(answer.header("Access-Control-Expose-Headers")).contains("Stanza-Id");
      assertThat(answer.header("Vary")).isEqualTo("Origin");
      assertThat(answer.headers()).doesNotContainKey("access-control-allow-credentials");
    }
  }

  @Test
  void aPageMayReadTheErrorsToo() throws IOException {
    Answer answer =
        answer("POST /rest HTTP/1.1\nHost: gw.example\nOrigin: https://APP.example:443");
    assertThat(answer.status()).isEqualTo(401);
    assertThat(answer.header("Access-Control-Allow-Origin")).isEqualTo("https://APP.example:443");
  }

  @Test
  void aBrowserIsToldBeforeWhatAPageMaySend() throws IOException {
    Answer answer =
        answer(
            """
            OPTIONS /rest HTTP/1.1
            Host: gw.example
            Origin: https://app.example
            Sec-Fetch-Site: cross-site
            Access-Control-Request-Method: POST
            Access-Control-Request-Headers: authorization,content-type""");
    assertThat(answer.status()).isEqualTo(204);
    assertThat(answer.header("Access-Control-Allow-Origin")).isEqualTo("https://app.example");
    assertThat(answer.header("Access-Control-Allow-Methods")).contains("POST");
    assertThat(answer.header("Access-Control-Allow-Headers"))
        .contains("Authorization", "Content-Type", "Idempotency-Key");
    assertThat(answer.header("Access-Control-Max-Age")).isEqualTo("86400");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://app.example",
        "https://app.example:8443",
        "https://app.example.evil.example",
        "https://evil.example/https://app.example",
        "https://app.example\nOrigin: https://evil.example",
      })
  void anOriginThatIsNotListedIsNotAllowed(String origin) throws IOException {
    Answer answer = answer("GET /healthz HTTP/1.1\nHost: gw.example\nOrigin: " + origin);
    assertThat(answer.status()).isEqualTo(403);
    assertThat(answer.headers()).doesNotContainKey("access-control-allow-origin");
    assertThat(answer.body()).contains("http.cors");
  }

  private static int statusOf(String path, String... headers) throws IOException {
    try (RawClient client = withTokens.client()) {
      String head = "GET " + path + " HTTP/1.1\nHost: gw.example\nSec-Fetch-Site: cross-site\n";
      return client.send(head + String.join("\n", headers) + "\n\n").read().status();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/docs", "/docs/"})
  void aLinkFromElsewhereMayLeadToAPage(String path) throws IOException {
    assertThat(statusOf(path, "Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: document"))
        .isEqualTo(200);
  }

  @Test
  void itMayLeadNowhereElseNorMayThePageBeFramedOrRead() throws IOException {
    String[] visit = {"Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: document"};
    assertThat(statusOf("/healthz", visit)).isEqualTo(403);
    assertThat(statusOf("/rest/live", visit)).isEqualTo(403);
    assertThat(statusOf("/console/console.js", visit)).isEqualTo(403);
    assertThat(statusOf("/", "Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: iframe")).isEqualTo(403);
    assertThat(statusOf("/", "Sec-Fetch-Mode: cors", "Sec-Fetch-Dest: empty")).isEqualTo(403);
    assertThat(statusOf("/", "Sec-Fetch-Dest: document")).isEqualTo(403);
  }
}
