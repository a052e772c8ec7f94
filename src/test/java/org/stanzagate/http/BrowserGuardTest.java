package org.stanzagate.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
}
