package org.stanzagate.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** The jar's commands and exit codes; none of this needs an XMPP server. */
@Tag("jdk")
@ExtendWith(FailureLogs.class)
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class CommandsIT {
  private static final GatewaySettings SETTINGS =
      GatewaySettings.component("gw.localhost", "s3cret", Ports.free());

  private static final byte[] LOOPBACK_6 = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};

  private record Outcome(int exit, String printed) {}

  private static Outcome run(String... arguments) {
    try (GatewayProcess process = GatewayProcess.launch(arguments)) {
      return new Outcome(process.awaitExit(), process.printed());
    }
  }

  @Test
  void versionAndHelp() {
    Outcome version = run("--version");
    assertThat(version.exit()).isZero();
    assertThat(version.printed()).containsPattern("\\b\\d+\\.\\d+\\.\\d+");

    Outcome help = run("--help");
    assertThat(help.exit()).isZero();
    assertThat(help.printed()).contains("run", "check", "sandbox", "--config", "--version");
  }

  @Test
  void aGoodConfigurationIsOk() {
    Outcome check = run("check", "--config", GatewayProcess.write(SETTINGS.toYaml()).toString());

    assertThat(check.exit()).as(check.printed()).isZero();
    assertThat(check.printed()).isEqualToIgnoringWhitespace("ok");
  }

  @Test
  void everyFaultIsNamedWithItsKeyAndLine() {
    Path faulty =
        GatewayProcess.write(
            """
            component:
              domain: gw.localhost
              sceret: s3cret
              port: many
            http:
              listen: 127.0.0.1:0
              color: blue
              access_log: loud
            """);

    for (String command : List.of("check", "run")) {
      Outcome outcome = run(command, "--config", faulty.toString());

      assertThat(outcome.exit()).as(outcome.printed()).isEqualTo(2);
      assertThat(outcome.printed())
          .contains("component.sceret", "component.secret", "component.port", "http.color")
          .contains("http.access_log", "loud")
          .containsPattern("(?m)^.*\\b3\\b.*sceret|sceret.*\\b3\\b.*$");
    }
  }

  @Test
  void aMissingConfigurationFileIsAConfigurationError() {
    Outcome outcome = run("run", "--config", "target/there-is-no-such-file.yml");

    assertThat(outcome.exit()).isEqualTo(2);
    assertThat(outcome.printed()).contains("there-is-no-such-file.yml").doesNotContain("\tat ");
  }

  @Test
  void itListensOnIpv6() throws Exception {
    Assumptions.assumeTrue(hasIpv6Loopback(), "no IPv6 loopback address here");
    try (GatewayProcess gateway = GatewayProcess.start(SETTINGS.withListen("[::1]:0"))) {
      assertThat(gateway.base().getHost()).startsWith("[");
      assertThat(gateway.get("/healthz")).isEqualTo(200);
      assertThat(gateway.get("/readyz")).isEqualTo(503);
    }
  }

  private static boolean hasIpv6Loopback() throws IOException {
    return NetworkInterface.getByInetAddress(InetAddress.getByAddress(LOOPBACK_6)) != null;
  }
}
