package org.stanzagate.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** TLS from the first byte to a real server. Prosody's component ports have none. */
@Tag("jdk")
@OnRealServers
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class TlsToServerIT {
  private static GatewayProcess launch(Ejabberd server, Map<String, String> environment) {
    String yaml = GatewaySettings.on(server).withPort(server.tlsPort()).toYaml();
    return GatewayProcess.launch(
        environment, List.of(), "run", "--config", GatewayProcess.write(yaml).toString());
  }

  @Test
  void stanzasGoBothWays(RealServer server) {
    assumeTrue(server instanceof Ejabberd, "no TLS for components");
    Map<String, String> tls =
        Map.of(
            "STANZAGATE_COMPONENT_TLS",
            "true",
            "STANZAGATE_COMPONENT_TLS_CA_FILE",
            ((Ejabberd) server).caFile().toString());
    try (GatewayProcess gateway = launch((Ejabberd) server, tls)) {
      gateway.awaitListening();
      gateway.awaitReady();
      assertThat(gateway.post(GatewayProcess.JSON, "{ \"to\": \"localhost\", \"ping\": true }"))
          .satisfies(answer -> assertThat(answer.statusCode()).isEqualTo(200))
          .satisfies(answer -> assertThat(answer.body()).contains("\"type\":\"result\""));
      gateway.terminate();
      assertThat(gateway.awaitExit()).isZero();
      assertThat(gateway.printed()).doesNotContain(" WARN ", " ERROR ");
    }
  }

  @Test
  void anAuthorityThatNobodyToldItOfIsNotTrusted(RealServer server) {
    assumeTrue(server instanceof Ejabberd, "no TLS for components");
    try (GatewayProcess gateway =
        launch((Ejabberd) server, Map.of("STANZAGATE_COMPONENT_TLS", "true"))) {
      gateway.awaitListening();
      gateway.awaitLog(
          Pattern.compile("WARN.* its certificate is not trusted .* Give component.tls_ca_file"));
      assertThat(gateway.get("/readyz")).isEqualTo(503);
    }
  }
}
