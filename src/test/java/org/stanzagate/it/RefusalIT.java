package org.stanzagate.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.stanzagate.sandbox.SandboxServer;
import org.stanzagate.stanza.Jids;

/** A refused gateway goes on trying, and is in as soon as the admin has put things right. */
@Tag("slow")
@ExtendWith(FailureLogs.class)
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class RefusalIT {
  private static SandboxServer server(String domain, String secret, int port) throws Exception {
    return SandboxServer.start(Jids.parse(domain), secret, port);
  }

  private static GatewaySettings settings(int port) {
    return GatewaySettings.component(RealServer.GATEWAY, RealServer.SECRET, port);
  }

  @Test
  void theSecretIsPutRightAtTheServer() throws Exception {
    SandboxServer wrong = server(RealServer.GATEWAY, "another", 0);
    try (wrong;
        GatewayProcess gateway = GatewayProcess.start(settings(wrong.port()))) {
      gateway.awaitLog(Pattern.compile("(?i)WARN.*\\bsecret\\b"));
      assertThat(gateway.get("/readyz")).isEqualTo(503);

      wrong.close();
      try (SandboxServer right = server(RealServer.GATEWAY, RealServer.SECRET, wrong.port())) {
        gateway.awaitReady();
        assertThat(right.isConnected()).isTrue();
      }
    }
  }

  @Test
  void theDomainIsPutRightAtTheServer() throws Exception {
    SandboxServer wrong = server("other.localhost", RealServer.SECRET, 0);
    try (wrong;
        GatewayProcess gateway = GatewayProcess.start(settings(wrong.port()))) {
      gateway.awaitLog(Pattern.compile("(?i)WARN.*\\bdomain\\b"));

      wrong.close();
      try (SandboxServer right = server(RealServer.GATEWAY, RealServer.SECRET, wrong.port())) {
        gateway.awaitReady();
        assertThat(right.isConnected()).isTrue();
      }
    }
  }

  @Test
  void theSecondOfTwoWaitsForTheFirstToGo() throws Exception {
    try (SandboxServer server = server(RealServer.GATEWAY, RealServer.SECRET, 0);
        GatewayProcess first = GatewayProcess.ready(settings(server.port()));
        GatewayProcess second = GatewayProcess.start(settings(server.port()))) {
      second.awaitLog(Pattern.compile("(?i)WARN.*\\bconflict\\b.*\\balready\\b"));
      assertThat(first.get("/readyz")).isEqualTo(200);
      assertThat(second.get("/readyz")).isEqualTo(503);

      first.terminate();
      assertThat(first.awaitExit()).isZero();
      second.awaitReady();
    }
  }

  @Test
  void aCutConnectionIsOpenedAgain() throws Exception {
    try (SandboxServer server = server(RealServer.GATEWAY, RealServer.SECRET, 0);
        GatewayProcess gateway = GatewayProcess.ready(settings(server.port()))) {
      for (int i = 0; i < 3; i++) {
        server.disconnect();
        gateway.awaitReady();
      }
      assertThat(
              gateway
                  .post(
                      GatewayProcess.XML,
                      "<iq type='get' to='sandbox' id='p'><ping xmlns='urn:xmpp:ping'/></iq>")
                  .statusCode())
          .isEqualTo(200);
    }
  }
}
