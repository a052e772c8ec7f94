package org.stanzagate.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The server doesn't take the gateway: its log says what the admin must change, and it serves. */
@OnRealServers
class HandshakeIT {
  private final RealServer server;

  HandshakeIT(RealServer server) {
    this.server = server;
  }

  @Test
  void aWrongSecret() {
    try (GatewayProcess gateway =
        GatewayProcess.start(GatewaySettings.on(server).withSecret("wr0ng"))) {
      gateway.awaitLog(Pattern.compile("(?i)WARN.*\\bsecret\\b"));

      assertServesWithoutAStream(gateway);
      assertThat(gateway.printed()).doesNotContain("wr0ng").doesNotContain(GatewaySettings.TOKEN);
    }
  }

  @Test
  void aWrongDomain() {
    try (GatewayProcess gateway =
        GatewayProcess.start(GatewaySettings.on(server).withDomain("nowhere.localhost"))) {
      gateway.awaitLog(Pattern.compile("(?i)WARN.*\\bdomain\\b"));

      assertServesWithoutAStream(gateway);
    }
  }

  private static void assertServesWithoutAStream(GatewayProcess gateway) {
    assertThat(gateway.get("/healthz")).isEqualTo(200);
    assertThat(gateway.get("/readyz")).isEqualTo(503);
    HttpResponse<String> answer =
        gateway.post(GatewayProcess.XML, "<message to='romeo@localhost'><body>hi</body></message>");
    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.headers().firstValue("Retry-After")).isPresent();
    assertThat(gateway.isAlive()).isTrue();
  }
}
